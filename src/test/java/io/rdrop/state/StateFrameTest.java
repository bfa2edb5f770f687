package io.rdrop.state;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StateFrameTest {
    private static final byte[] PAYLOAD = "parameters, moments, statistics".getBytes(US_ASCII);
    private static final int HEADER_BYTES = 12;

    private static byte[] wrap(byte[] payload) {
        CRC32C crc = new CRC32C();
        crc.update(payload);
        return ByteBuffer.allocate(payload.length + 16)
                .putInt(0x52445253)
                .putInt(1)
                .putInt(payload.length)
                .put(payload)
                .putInt((int) crc.getValue())
                .array();
    }

    private static byte[] unwrap(byte[] framed) throws IOException {
        byte[] payload = new byte[Math.max(framed.length - 16, 0)];
        new StateFrame(framed).payload().readFully(payload);
        return payload;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100_000})
    void returnsWhatWasFramed(int length) throws IOException {
        byte[] payload = new byte[length];
        Arrays.fill(payload, (byte) 0x5a);

        assertThat(unwrap(wrap(payload))).isEqualTo(payload);
    }

    @Test
    void restoresThePartsOfItsDayInTheirOrder() throws IOException {
        List<String> restored = new ArrayList<>();
        List<StatePart> parts = new ArrayList<>();
        List<String> names = List.of(
                "offsets",
                "last-report",
                "probe",
                "micro-batch",
                "replay",
                "history",
                "evaluator",
                "target",
                "encoder",
                "model",
                "learner",
                "session",
                "configuration",
                "of-a-later-day");
        for (String name : names) {
            parts.add(new StatePart(
                    name, 5, out -> {}, (in, version) -> restored.add(name + " " + version + ": " + in.readByte())));
        }

        new StateFrame(wrap(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13})).restore(parts);

        assertThat(restored)
                .containsExactly(
                        "configuration 1: 1",
                        "session 1: 2",
                        "learner 1: 3",
                        "model 1: 4",
                        "encoder 1: 5",
                        "target 1: 6",
                        "evaluator 1: 7",
                        "history 1: 8",
                        "replay 1: 9",
                        "micro-batch 1: 10",
                        "probe 1: 11",
                        "last-report 1: 12",
                        "offsets 1: 13");
        assertThatThrownBy(() -> new StateFrame(wrap(new byte[9])).restore(parts))
                .isInstanceOf(IOException.class)
                .hasMessage("part micro-batch of the training state ends early");
        assertThatThrownBy(() -> new StateFrame(wrap(new byte[13])).restore(parts.subList(1, 13)))
                .hasMessage("part offsets of the training state is unknown");
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
        byte[] framed = wrap(PAYLOAD);
        framed[index] ^= 0x10;

        assertThatThrownBy(() -> unwrap(framed)).isInstanceOf(IOException.class).hasMessageContaining(message);
    }

    @Test
    void refusesEveryTruncationAndWhatIsTooLong() throws IOException {
        byte[] framed = wrap(PAYLOAD);

        for (int length = 0; length < framed.length; length++) {
            byte[] cut = Arrays.copyOf(framed, length);
            assertThatThrownBy(() -> unwrap(cut))
                    .as("%d bytes", length)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(length < 16 ? "at least 16 bytes" : "training state must have");
        }
        assertThatThrownBy(() -> unwrap(Arrays.copyOf(framed, framed.length + 1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("but had " + (PAYLOAD.length + 1));
    }
}
