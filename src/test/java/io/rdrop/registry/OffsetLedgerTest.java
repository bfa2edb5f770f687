package io.rdrop.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rdrop.example.SourcePosition;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class OffsetLedgerTest {
    @Test
    void digestCanBeRecomputedFromItsDocumentation() throws NoSuchAlgorithmException {
        OffsetLedger ledger = new OffsetLedger();
        byte[] expected = new byte[32];
        for (long offset : new long[] {3, 4, 1L << 40}) {
            ledger.add(at("t", 0, offset));
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(expected);
            sha256.update(ByteBuffer.allocate(8).putLong(offset).array());
            expected = sha256.digest();
        }

        assertThat(ledger.ranges())
                .containsExactly(
                        new OffsetRange("t", 0, 3, 1L << 40, 3, HexFormat.of().formatHex(expected)));
    }

    @Test
    void digestOfTheFirstOffsetIsPinned() {
        OffsetDigest digest = new OffsetDigest();
        assertThat(digest.hex()).isEqualTo("0".repeat(64));
        digest.add(0);
        // printf '\0%.0s' $(seq 40) | sha256sum
        assertThat(digest.hex()).isEqualTo("2c34ce1df23b838c5abf2a7f6437cca3d3067ed509ff25f11df6b11b582b51eb");
    }

    @Test
    void orderAndMultiplicityChangeTheDigest() {
        assertThat(digestOf(1, 2)).isNotEqualTo(digestOf(2, 1)).isNotEqualTo(digestOf(1, 2, 2));
    }

    @Test
    void keepsPartitionsApartAndInOrder() {
        OffsetLedger ledger = new OffsetLedger();
        ledger.add(at("t", 10, 5));
        ledger.add(at("t", 2, 7));
        ledger.add(at("s", 3, 9));
        ledger.add(at("t", 10, 6));

        assertThat(ledger.drain())
                .containsExactly(
                        new OffsetRange("s", 3, 9, 9, 1, digestOf(9)),
                        new OffsetRange("t", 2, 7, 7, 1, digestOf(7)),
                        new OffsetRange("t", 10, 5, 6, 2, digestOf(5, 6)));
    }

    @Test
    void drainingStartsAnew() {
        OffsetLedger ledger = new OffsetLedger();
        ledger.add(at("t", 0, 1));
        assertThat(ledger.drain()).hasSize(1);
        assertThat(ledger.drain()).isEmpty();
        ledger.add(at("t", 0, 2));

        assertThat(ledger.drain()).containsExactly(new OffsetRange("t", 0, 2, 2, 1, digestOf(2)));
    }

    @Test
    void aRestoredLedgerGoesOnMidDigest() throws IOException {
        OffsetLedger undisturbed = new OffsetLedger();
        OffsetLedger interrupted = new OffsetLedger();
        for (long offset = 0; offset < 50; offset++) {
            SourcePosition position = at("t", (int) (offset % 3), offset);
            undisturbed.add(position);
            OffsetLedger restored = new OffsetLedger();
            restored.add(at("forgotten", 0, 0));
            restored.restore(input(saved(interrupted)));
            restored.add(position);
            interrupted = restored;
        }

        assertThat(saved(interrupted)).isEqualTo(saved(undisturbed));
        assertThat(interrupted.drain()).isEqualTo(undisturbed.drain());
    }

    @Test
    void refusesUnknownFormatsAndDamage() throws IOException {
        OffsetLedger ledger = new OffsetLedger();
        ledger.add(at("t", 0, 1));
        byte[] sound = saved(ledger);

        assertThatThrownBy(() -> ledger.restore(input(with(sound, 3, 2))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("format must be 1 but was 2");
        assertThatThrownBy(() -> ledger.restore(input(with(sound, 4, -1))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("damaged");
        // format, partitions, "t" in 3 bytes, then the partition index
        assertThatThrownBy(() -> ledger.restore(input(with(sound, 11, -1))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("damaged at entry 0");
        assertThatThrownBy(() -> ledger.restore(input(with(sound, 15, -1))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("damaged at entry 0");
        assertThatThrownBy(() -> ledger.restore(input(Arrays.copyOf(sound, sound.length - 1))))
                .isInstanceOf(EOFException.class);
        assertThat(saved(ledger)).as("unchanged by what was refused").isEqualTo(sound);
    }

    @Test
    void refusesAnImpossibleRange() {
        assertThatThrownBy(() -> new OffsetRange("t", 0, 1, 1, 0, digestOf(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new OffsetRange("t", 0, 1, 1, 1, "abc"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("t-0")
                .hasMessageContaining("`abc`");
    }

    private static SourcePosition at(String topic, int partition, long offset) {
        return new SourcePosition(topic, partition, offset, 0);
    }

    private static String digestOf(long... offsets) {
        OffsetDigest digest = new OffsetDigest();
        for (long offset : offsets) {
            digest.add(offset);
        }
        return digest.hex();
    }

    private static byte[] saved(OffsetLedger ledger) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ledger.save(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static byte[] with(byte[] bytes, int index, int value) {
        byte[] changed = bytes.clone();
        changed[index] = (byte) value;
        return changed;
    }

    private static DataInputStream input(byte[] bytes) {
        return new DataInputStream(new ByteArrayInputStream(bytes));
    }
}
