package io.rdrop.codec;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonNumberTest {
    private static final int NUMBERS = Integer.getInteger("rdrop.fuzz.numbers", 300_000);

    private final JsonNumber number = new JsonNumber();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "7",
                "-1",
                "123456789012345678",
                "-999999999999999999",
                "0.0",
                "-0.0",
                "0e5",
                "-0.000E-7",
                "0.1",
                "1.5e3",
                "1E+2",
                "1e-2",
                "12345678.12345678",
                "0.12345678901234567",
                "0.00000012345678901234567",
                "9007199254740993.0",
                "9007199254740992.9999999999999",
                "9223372036854775807.5",
                "18446744073709551615e0",
                "1234567890123456789.0",
                "12345678901234567890.5",
                "0.1000000000000000055511151231257827021181583404541015625",
                "4.9e-324",
                "2.4703282292062327e-324",
                "2.4703282292062328e-324",
                "2.2250738585072011e-308",
                "2.2250738585072014e-308",
                "1.7976931348623157e308",
                "1.7976931348623159e308",
                "-1e999",
                "1e-999",
                "1e999999999",
                "7.2057594037927933e16",
                "1e22",
                "1e23",
                "8.5e64",
                "8.5e-64",
                "1e65",
                "1e-66",
            })
    void readsTheNearestFloat64(String text) {
        requireSame(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "+1",
                ".5",
                "1.",
                "1.e5",
                "1e",
                "1e+",
                "1E-",
                "NaN",
                "-Infinity",
                "null",
                "x",
                "1e1234567890"
            })
    void leavesWhatIsNoNumberAndWhatIsUnusualToTheParser(String text) {
        number.read(text.getBytes(US_ASCII), 0, text.length());
        assertThat(number.end()).isNegative();
    }

    @ParameterizedTest
    @ValueSource(strings = {"+1", " 1", "1 ", "1d", "1f", "0x1p3", "Infinity", "1_0", "0123"})
    void takesNoMoreForANumberThanJsonDoes(String text) {
        number.read(text.getBytes(US_ASCII), 0, text.length());
        assertThat(number.end()).isLessThan(text.length());
    }

    @Test
    void leavesIntegersThatNoLongHoldsToTheParser() {
        String text = "1234567890123456789";
        number.read(text.getBytes(US_ASCII), 0, text.length());
        assertThat(number.end()).isNegative();
    }

    @Test
    void knowsNoNegativeZeroAmongIntegers() {
        double zero = number.read("-0".getBytes(US_ASCII), 0, 2);
        assertThat(Double.doubleToRawLongBits(zero)).isZero();
        assertThat(number.isInteger()).isTrue();
    }

    @Test
    void endsWhereTheNumberEnds() {
        byte[] bytes = "x-12.5e1,007".getBytes(US_ASCII);
        assertThat(number.read(bytes, 1, bytes.length)).isEqualTo(-125);
        assertThat(number.end()).isEqualTo(8);
        assertThat(number.isInteger()).isFalse();
        assertThat(number.read(bytes, 9, bytes.length)).isZero();
        assertThat(number.end()).isEqualTo(10);
    }

    @Test
    void neverReadsBeyondTheEnd() {
        byte[] bytes = "0.1234567890123456789".getBytes(US_ASCII);
        for (int to = 3; to < bytes.length; to++) {
            assertThat(number.read(bytes, 0, to)).isEqualTo(Double.parseDouble(new String(bytes, 0, to, US_ASCII)));
            assertThat(number.end()).isEqualTo(to);
        }
    }

    @Test
    void readsRandomNumbersInEveryNotation() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < NUMBERS; i++) {
            requireSame(text(random));
        }
    }

    @Test
    void readsNumbersHalfWayBetweenTwoFloat64NumbersAndBesideThem() {
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < NUMBERS / 4; i++) {
            double below = Double.longBitsToDouble(
                    (random.nextLong() & 0xfffffffffffffL) | ((long) random.nextInt(1023 - 120, 1023 + 120) << 52));
            BigDecimal middle = new BigDecimal(below)
                    .add(new BigDecimal(Math.nextUp(below)))
                    .divide(BigDecimal.valueOf(2));
            requireSame(middle.toPlainString() + (middle.scale() > 0 ? "" : ".0"));
            for (int digits = 15; digits <= 20; digits++) {
                BigDecimal cut = middle.round(new MathContext(digits, RoundingMode.DOWN));
                requireSame(cut.unscaledValue() + "e" + -cut.scale());
                requireSame(cut.unscaledValue().add(java.math.BigInteger.ONE) + "e" + -cut.scale());
            }
        }
    }

    private static String text(SplittableRandom random) {
        double value = Double.longBitsToDouble(random.nextLong());
        return switch (random.nextInt(8)) {
            case 0 -> Double.isFinite(value) ? Double.toString(value) : "1.0";
            case 1 -> Double.toString(random.nextDouble());
            case 2 -> Double.toString((random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(-30, 30)));
            case 3 -> Float.toString(random.nextInt() * 1e-7f);
            case 4 ->
                BigDecimal.valueOf(random.nextLong(), random.nextInt(0, 40)).toPlainString() + "e"
                        + random.nextInt(-70, 70);
            case 5 -> random.nextInt(1000) + "." + digits(random, random.nextInt(1, 30));
            case 6 -> random.nextLong() + "E" + (random.nextBoolean() ? "+" : "-") + random.nextInt(90);
            default -> digits(random, random.nextInt(1, 19)).replaceFirst("^0+(?=.)", "") + ".0";
        };
    }

    private static String digits(SplittableRandom random, int count) {
        StringBuilder digits = new StringBuilder();
        for (int i = 0; i < count; i++) {
            digits.append((char) ('0' + random.nextInt(10)));
        }
        return digits.toString();
    }

    /** As an assertion, but at no cost where it holds. */
    private void requireSame(String text) {
        double read = number.read(text.getBytes(US_ASCII), 0, text.length());
        double expected = Double.parseDouble(text);
        if (number.end() != text.length() || Double.doubleToRawLongBits(read) != Double.doubleToRawLongBits(expected)) {
            throw new AssertionError(text + " must be " + expected + " but was " + read + ", end " + number.end());
        }
    }
}
