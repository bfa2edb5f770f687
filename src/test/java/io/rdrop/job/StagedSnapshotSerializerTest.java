package io.rdrop.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rdrop.registry.StagedSnapshot;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class StagedSnapshotSerializerTest {
    private static final StagedSnapshot STAGED =
            new StagedSnapshot("é/1", 1L << 40, ".staging/%C3%A9%2F1~7~a", "0123456789abcdef".repeat(4));

    private final StagedSnapshotSerializer serializer = new StagedSnapshotSerializer();

    @Test
    void returnsWhatWasWritten() throws IOException {
        byte[] bytes = serializer.serialize(STAGED);

        assertThat(serializer.deserialize(serializer.getVersion(), bytes)).isEqualTo(STAGED);
    }

    @Test
    void stillReadsWhatVersion1Wrote() throws IOException {
        byte[] bytes = HexFormat.of()
                .parseHex("00000001" + "0002" + "6465" // model: de, one piece of writeUTF
                        + "0000000000000007" // version
                        + "00000001" + "0010" + "2e73746167696e672f64657e377e6161" // .staging/de~7~aa
                        + "00000001" + "0040" + "61".repeat(64));

        assertThat(serializer.deserialize(1, bytes))
                .isEqualTo(new StagedSnapshot("de", 7, ".staging/de~7~aa", "a".repeat(64)));
    }

    @Test
    void refusesOtherVersionsAndDamage() throws IOException {
        byte[] bytes = serializer.serialize(STAGED);

        assertThatThrownBy(() -> serializer.deserialize(2, bytes))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("must have version 1 but had 2");
        assertThatThrownBy(() -> serializer.deserialize(1, Arrays.copyOf(bytes, bytes.length - 1)))
                .isInstanceOf(IOException.class);
    }
}
