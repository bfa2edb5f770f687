package io.rdrop.tools.feed.files;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumberStyleTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "1,234|1234",
                "1,234.5|1234.5",
                "-12,345,678.25|-12345678.25",
                "+1 234.5|1234.5",
                "1\u00a0234 |1234",
                "1'234'567.8|1234567.8",
                "999.5|999.5",
                "1234567|1234567"
            })
    void readsThousandsThatAreSetApart(String field, String json) {
        assertThat(NumberStyle.THOUSANDS.json(field)).isEqualTo(json);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "1234,5|1234.5",
                "0,05|0.05",
                "-1.234,5|-1234.5",
                "1 234,5|1234.5",
                "1\u202f234\u202f567,25|1234567.25",
                "1.234.567|1234567",
                "1.234|1234",
                "12|12"
            })
    void readsDecimalCommas(String field, String json) {
        assertThat(NumberStyle.DECIMAL_COMMA.json(field)).isEqualTo(json);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                "1,",
                ",5",
                "1,23,4",
                "12,34.5",
                "1,2345",
                "1234,567.8",
                "1,234 567",
                "1,234,56",
                "--1,234",
                "1,234x",
                "12.05.2024",
                "192.168.1.1",
                "1, 234",
                "1,234,",
                "٣٫٥"
            })
    void whatIsNotGroupedByThreesIsNoNumberWithThousands(String field) {
        assertThat(NumberStyle.THOUSANDS.json(field)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"12.5", "1.2345", "12.34,5", "1,2,3", "1,5,", "12.05.2024", "192.168.1.1", "1.234 567", "a,b"})
    void whatHasADecimalPointIsNoNumberWithADecimalComma(String field) {
        assertThat(NumberStyle.DECIMAL_COMMA.json(field)).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"1,234|true", "0,5|true", "1 000|true", "1234|false", "1.5|false", "red|false", "a,b|false"})
    void aPlainNumberIsNotStyled(String field, boolean styled) {
        assertThat(NumberStyle.isStyled(field)).isEqualTo(styled);
    }
}
