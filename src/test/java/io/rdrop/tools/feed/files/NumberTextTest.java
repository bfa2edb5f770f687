package io.rdrop.tools.feed.files;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumberTextTest {
    @ParameterizedTest
    @CsvSource({
        "5,5",
        "-5,-5",
        "0,0",
        "-0,-0",
        "0.056443,0.056443",
        "1.50,1.50",
        "+5,5",
        ".5,0.5",
        "-.5,-0.5",
        "5.,5",
        "05,5",
        "-007.10,-7.10",
        "1e5,1e5",
        "1E-05,1E-05",
        "5.e3,5e3",
        "+.5e+3,0.5e+3",
        "' 5 ',5",
        "00,0",
        "1e999,1e999",
        "123456789012345678901234567890.123,123456789012345678901234567890.123"
    })
    void writesNumbersInJsonWithTheSameDigits(String text, String json) {
        assertThat(NumberText.json(text)).isEqualTo(json);
        assertThat(Double.parseDouble(json)).isEqualTo(Double.parseDouble(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "-",
                ".",
                "+.",
                "e5",
                ".e5",
                "1e",
                "1e+",
                "1.2.3",
                "1,5",
                "5d",
                "5f",
                "0x1p3",
                "0x10",
                "NaN",
                "inf",
                "Infinity",
                "1 2",
                "--5",
                "1_000",
                "\u0665"
            })
    void refusesWhatIsNoDecimalNumber(String text) {
        assertThat(NumberText.json(text)).isNull();
        assertThat(NumberText.isNumber(text)).isFalse();
    }
}
