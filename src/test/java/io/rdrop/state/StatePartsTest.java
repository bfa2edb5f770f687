package io.rdrop.state;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatePartsTest {
    private static final int CHUNK_BYTES = 8;

    private final MemoryChunks chunks = new MemoryChunks();
    private final StateParts state = new StateParts(chunks, CHUNK_BYTES);

    /** A part whose content is a text, read again to its length. */
    private static final class Text {
        private final String name;
        private String content;
        private int restoredVersion;

        Text(String name, String content) {
            this.name = name;
            this.content = content;
        }

        StatePart version(int version) {
            return new StatePart(name, version, out -> out.write(content.getBytes(US_ASCII)), (in, stored) -> {
                byte[] bytes = new byte[content.length()];
                in.readFully(bytes);
                content = new String(bytes, US_ASCII);
                restoredVersion = stored;
            });
        }

        StatePart part() {
            return version(1);
        }
    }

    private final Text model = new Text("model", "0123456789abcdefghij");
    private final Text replay = new Text("replay", "examples");

    private void save() throws IOException {
        state.save(List.of(model.part(), replay.part()));
        chunks.changes();
    }

    private void assertRefused(String message) {
        assertThatThrownBy(() -> state.restore(List.of(model.part(), replay.part())))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 16, 100})
    void returnsWhatWasSavedInChunksOfTheGivenLength(int length) throws IOException {
        String content = "x".repeat(length);
        Text saved = new Text("model", content);
        assertThat(state.isEmpty()).isTrue();

        assertThat(state.save(List.of(saved.part()))).isEqualTo(length);

        assertThat(state.isEmpty()).isFalse();
        assertThat(chunks.kept()).hasSize(1 + (length + CHUNK_BYTES - 1) / CHUNK_BYTES);
        assertThat(chunks.kept().values().stream().filter(chunk -> chunk[0] == 'x'))
                .allSatisfy(chunk -> assertThat(chunk).hasSizeLessThanOrEqualTo(CHUNK_BYTES));
        Text restored = new Text("model", "?".repeat(length));
        state.restore(List.of(restored.part()));
        assertThat(restored.content).isEqualTo(content);
        assertThat(restored.restoredVersion).isEqualTo(1);
    }

    @Test
    void primitivesCrossTheBordersOfChunks() throws IOException {
        Random random = new Random(7);
        List<Object> written = new ArrayList<>();
        List<Object> read = new ArrayList<>();
        StatePart part = new StatePart(
                "mixed",
                1,
                out -> {
                    for (int i = 0; i < 50; i++) {
                        written.addAll(List.of((byte) i, random.nextLong(), random.nextDouble(), "text " + i));
                        out.writeByte(i);
                        out.writeLong((Long) written.get(4 * i + 1));
                        out.writeDouble((Double) written.get(4 * i + 2));
                        out.writeUTF("text " + i);
                    }
                },
                (in, version) -> {
                    for (int i = 0; i < 50; i++) {
                        read.addAll(List.of(in.readByte(), in.readLong(), in.readDouble(), in.readUTF()));
                    }
                });

        new StateParts(chunks, 5).save(List.of(part));
        state.restore(List.of(part)); // of another length of chunks

        assertThat(read).isEqualTo(written);
    }

    @Test
    void onlyWhatChangedIsWritten() throws IOException {
        save();

        state.save(List.of(model.part(), replay.part()));
        assertThat(chunks.changes()).isEmpty();

        replay.content = "Examples";
        state.save(List.of(model.part(), replay.part()));
        assertThat(chunks.changes()).containsExactly("replay/0", "parts");

        model.content = "01234567?9abcdefghij";
        state.save(List.of(model.part(), replay.part()));
        assertThat(chunks.changes()).containsExactly("model/1", "parts");

        model.content = "01234567?9";
        state.save(List.of(model.part(), replay.part()));
        assertThat(chunks.changes()).containsExactly("model/1", "-model/2", "parts");

        state.save(List.of(model.part(), replay.version(2)));
        assertThat(chunks.changes()).containsExactly("parts");

        state.save(List.of(model.part()));
        assertThat(chunks.changes()).containsExactly("-replay/0", "parts");
        assertThat(chunks.kept()).containsOnlyKeys("parts", "model/0", "model/1");
    }

    @Test
    void anAbsentPartKeepsWhatItHas() throws IOException {
        state.save(List.of(model.part()));
        Text fresh = new Text("drift", "fresh");

        state.restore(List.of(model.part(), fresh.part()));

        assertThat(fresh.content).isEqualTo("fresh");
        assertThat(fresh.restoredVersion).isZero();
    }

    @Test
    void anUnknownPartIsRefusedByName() throws IOException {
        state.save(List.of(model.part(), replay.part(), new Text("drift", "").part()));

        assertRefused("part drift of the training state is unknown; known are model, replay");
    }

    @Test
    void anEarlierVersionIsSaidAndALaterOneIsRefused() throws IOException {
        state.save(List.of(model.version(2), replay.part()));

        assertRefused("part model of the training state: it has version 2 but none after 1 is known");
        state.restore(List.of(model.version(3), replay.part()));
        assertThat(model.restoredVersion).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void aDamagedTruncatedOrMissingChunkIsRefusedByPart(int number) throws IOException {
        save();
        String key = "model/" + number;
        String which = "part model of the training state: chunk " + (number + 1) + " of 3 is ";
        byte[] sound = chunks.kept().get(key);
        for (int bit = 0; bit < sound.length * 8; bit++) {
            byte[] damaged = sound.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            chunks.put(key, damaged);
            assertRefused(which + "damaged");
        }
        chunks.put(key, Arrays.copyOf(sound, sound.length - 1));
        assertRefused(which + "damaged");
        chunks.put(key, Arrays.copyOf(sound, sound.length + 1));
        assertRefused(which + "damaged");
        chunks.remove(key);
        assertRefused(which + "missing");
        chunks.put(key, sound);
        state.restore(List.of(model.part(), replay.part()));
    }

    @Test
    void aDamagedDirectoryIsRefused() throws IOException {
        save();
        byte[] sound = chunks.kept().get("parts");
        for (int i = 0; i < sound.length; i++) {
            byte[] damaged = sound.clone();
            damaged[i] ^= 0x10;
            chunks.put("parts", damaged);
            assertRefused("directory of the training state is damaged");
            chunks.put("parts", Arrays.copyOf(sound, i));
            assertRefused("directory of the training state is damaged");
        }
        chunks.remove("parts");
        assertRefused("directory of the training state is missing");
    }

    @Test
    void anotherFormatIsRefused() {
        byte[] directory = new byte[16];
        directory[3] = 3;
        chunks.put(
                "parts",
                ByteBuffer.wrap(directory).putLong(8, Checksum.of(directory, 8)).array());

        assertRefused("training state must have format 2 but had 3");
    }

    @Test
    void aPartThatIsNotReadToItsEndOrBeyondItIsRefused() throws IOException {
        save();
        model.content = "shorter";
        assertRefused("part model of the training state: 7 of 20 bytes were read");
        model.content = "x".repeat(21);
        assertRefused("part model of the training state ends early");
    }

    /** CRC-32C, then CRC-32: the check values that their catalogue entries give. */
    @Test
    void checksumsAreTwo() {
        assertThat(Checksum.of("123456789?".getBytes(US_ASCII), 9)).isEqualTo(0xe3069283_cbf43926L);
    }

    /** All chunks have the same bytes, of which one copy is kept: 2 GiB would not fit here. */
    @Test
    void aPartMayBeLongerThanAnArray() throws IOException {
        byte[] block = new byte[1 << 20];
        Arrays.fill(block, (byte) 7);
        int blocks = 2049;
        StatePart large = new StatePart(
                "model",
                1,
                out -> {
                    for (int i = 0; i < blocks; i++) {
                        out.write(block);
                    }
                },
                (in, version) -> {
                    byte[] read = new byte[block.length];
                    for (int i = 0; i < blocks; i++) {
                        in.readFully(read);
                    }
                    assertThat(read).isEqualTo(block);
                });
        OneCopy copies = new OneCopy();
        StateParts parts = new StateParts(copies, StateParts.CHUNK_BYTES);

        assertThat(parts.save(List.of(large))).isEqualTo(2049L << 20).isGreaterThan(Integer.MAX_VALUE);
        parts.restore(List.of(large));

        assertThat(copies.chunks.kept()).hasSize(1 + 137).containsKey("model/136");
    }

    private static final class OneCopy implements Chunks {
        private final MemoryChunks chunks = new MemoryChunks();

        @Override
        public byte[] get(String key) {
            return chunks.kept().get(key);
        }

        @Override
        public void put(String key, byte[] chunk) {
            byte[] before = chunks.kept().values().stream()
                    .filter(kept -> Arrays.equals(kept, chunk))
                    .findAny()
                    .orElse(chunk);
            chunks.put(key, before);
        }

        @Override
        public void remove(String key) {
            throw new AssertionError("nothing is stale");
        }
    }
}
