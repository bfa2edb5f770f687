package io.rdrop.state;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StateFrameTest {
    private static final byte[] PAYLOAD = "parameters, moments, statistics".getBytes(US_ASCII);
    private static final int HEADER_BYTES = 12;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100_000})
    void returnsWhatWasFramed(int length) throws IOException {
        byte[] payload = new byte[length];
        Arrays.fill(payload, (byte) 0x5a);

        assertThat(StateFrame.unwrap(StateFrame.wrap(payload))).isEqualTo(payload);
    }

    @Test
    void startsWithMagicVersionAndLength() throws IOException {
        byte[] framed = StateFrame.wrap(PAYLOAD);

        assertThat(framed).hasSize(PAYLOAD.length + 16);
        assertThat(Arrays.copyOf(framed, HEADER_BYTES))
                .containsExactly('R', 'D', 'R', 'S', 0, 0, 0, 1, 0, 0, 0, PAYLOAD.length);
        // CRC-32C, not CRC-32: the check value that its catalogue entry gives for "123456789".
        byte[] nine = StateFrame.wrap("123456789".getBytes(US_ASCII));
        assertThat(Arrays.copyOfRange(nine, nine.length - 4, nine.length))
                .containsExactly((byte) 0xe3, (byte) 0x06, (byte) 0x92, (byte) 0x83);
    }

    @ParameterizedTest
    @CsvSource({
        "0, not a training state: it starts with 0x",
        "3, not a training state: it starts with 0x",
        "4, must have version 1 but had",
        "7, must have version 1 but had",
        "8, training state must have",
        "11, training state must have",
        "12, its checksum does not hold",
        "42, its checksum does not hold",
        "43, its checksum does not hold",
        "46, its checksum does not hold",
    })
    void refusesAFlippedBit(int index, String message) throws IOException {
        byte[] framed = StateFrame.wrap(PAYLOAD);
        framed[index] ^= 0x10;

        assertThatThrownBy(() -> StateFrame.unwrap(framed))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(message);
    }

    @Test
    void refusesEveryTruncationAndWhatIsTooLong() throws IOException {
        byte[] framed = StateFrame.wrap(PAYLOAD);

        for (int length = 0; length < framed.length; length++) {
            byte[] cut = Arrays.copyOf(framed, length);
            assertThatThrownBy(() -> StateFrame.unwrap(cut))
                    .as("%d bytes", length)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(length < 16 ? "at least 16 bytes" : "training state must have");
        }
        assertThatThrownBy(() -> StateFrame.unwrap(Arrays.copyOf(framed, framed.length + 1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("but had " + (PAYLOAD.length + 1));
    }
}
