package io.rdrop.feed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumberTextTest {
    @ParameterizedTest
    @CsvSource({
        "5,5",
        "-5,-5",
        "+5,5",
        ".5,0.5",
        "-.5,-0.5",
        "+.5e-3,0.5e-3",
        "5.,5",
        "5.e3,5e3",
        "007,7",
        "000,0",
        "-0,-0",
        "-00.10,-0.10",
        "1.50,1.50",
        "1e5,1e5",
        "1E+05,1E+05",
        "0.021277,0.021277",
        "' 5 ',5",
        "1e999,1e999",
        "123456789012345678901234567890,123456789012345678901234567890"
    })
    void writesANumberAsJsonWithTheSameDigits(String text, String json) throws IOException {
        assertThat(NumberText.json(text)).isEqualTo(json);
        double value = new ObjectMapper().readTree(json).asDouble();
        assertThat(value).isEqualTo(Double.parseDouble(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", "-", "+", ".", "e5", "1e", "1e+", "1.2.3", "1,5", "0x10", "1f", "1d", "NaN", "inf", "--1", "٣",
                "1 2"
            })
    void knowsWhatIsNoNumber(String text) {
        assertThat(NumberText.isNumber(text)).isFalse();
        assertThat(NumberText.json(text)).isNull();
    }
}
