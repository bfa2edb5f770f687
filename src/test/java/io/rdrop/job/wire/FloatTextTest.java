package io.rdrop.job.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.io.NumberOutput;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FloatTextTest {
    private final byte[] bytes = new byte[3 + FloatText.MOST];

    private String text(float value) {
        return new String(bytes, 3, FloatText.write(value, bytes, 3) - 3, US_ASCII);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0.0",
        "-0.0, -0.0",
        "1, 1.0",
        "-2.5, -2.5",
        "0.001, 0.001",
        "0.00099999, 9.9999E-4",
        "9999999, 9999999.0",
        "1e7, 1.0E7",
        "1.17549435E-38, 1.1754944E-38",
        "3.4028235E38, 3.4028235E38",
        "1.4E-45, 1.4E-45",
        "2.0E-3, 0.002",
        "1.0E23, 1.0E23",
        "8388608.5, 8388608.0",
        "0.99999535, 0.99999535"
    })
    void writesAsFewDigitsAsNeeded(float value, String expected) {
        assertThat(text(value)).isEqualTo(expected);
    }

    /** {@code -Drdrop.fuzz.floats=4294967296} tries all float32. */
    @Test
    void isWhatJacksonWritesAndIsReadBackToTheBit() {
        long count = Long.getLong("rdrop.fuzz.floats", 1_000_000L);
        Random random = new Random(1);
        for (long i = 0; i < count; i++) {
            // Any bits, and probabilities; or all there are.
            int bits = count > 1L << 31 ? (int) i : random.nextInt();
            float value = i % 2 == 0 || count > 1L << 31 ? Float.intBitsToFloat(bits) : random.nextFloat();
            if (Float.isFinite(value)) {
                int end = FloatText.write(value, bytes, 3);
                String expected = NumberOutput.toString(value, true);
                if (!isSame(expected, end)) {
                    assertThat(text(value)).isEqualTo(expected);
                }
            }
        }
    }

    private boolean isSame(String expected, int end) {
        boolean isSame = expected.length() == end - 3;
        for (int i = 0; isSame && i < expected.length(); i++) {
            isSame = expected.charAt(i) == bytes[3 + i];
        }
        return isSame;
    }
}
