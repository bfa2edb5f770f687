package io.rdrop.job;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.config.JobConfig;
import io.rdrop.example.StepReport;
import io.rdrop.session.ModelSession;
import io.rdrop.state.MemoryChunks;
import io.rdrop.state.StateFrame;
import io.rdrop.state.StateParts;
import io.rdrop.state.StoredState;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Training states that were stored once must load for ever. A new format gets a file of its own beside the old ones: name it
 * here and run this test with {@code -Drdrop.states.write=true}, which writes the files that are missing.
 */
class StoredStatesTest {
    private static final Path FOLDER = Path.of("src", "test", "resources", "states");
    private static final List<String> FORMAT_1 = List.of(
            "configuration",
            "session",
            "learner",
            "model",
            "encoder",
            "target",
            "evaluator",
            "history",
            "replay",
            "micro-batch",
            "probe",
            "last-report",
            "offsets");
    private static final int EXAMPLES = 23; // 5 micro-batches of 4, and 3 examples that wait

    /** Every part of the state is in use: replay, earlier labels, an optimiser with moments, columns of both kinds. */
    static JobConfig config() {
        return Jobs.config(
                Path.of("none"),
                "replay.type=reservoir",
                "replay.capacity=6",
                "replay.updates-per-batch=2",
                "history.labels=2",
                "model.updater.type=adam");
    }

    /** As above, with a first layer that is a table of rows (version 2 of the network's state, now 4). */
    private static JobConfig table() {
        return Jobs.config(
                Path.of("none"), "encoding.hash-buckets=2200", "model.hidden=[4]", "model.updater.type=adam");
    }

    private static ModelSession trained(JobConfig config) {
        ModelSession session = ModelSession.create("de", config, 1);
        for (int i = 0; i < EXAMPLES; i++) {
            session.add(Jobs.example("de", i), 0);
        }
        return session;
    }

    @Test
    void writesTheNewestFormat() throws IOException {
        assertWrites(config(), "training-state-2-classes.bin");
    }

    @Test
    void writesTheNewestFormatOfATable() throws IOException {
        assertWrites(table(), "training-state-2-classes-table.bin");
    }

    private static void assertWrites(JobConfig config, String file) throws IOException {
        try (ModelSession session = trained(config)) {
            MemoryChunks state = saved(session);
            if (Boolean.getBoolean("rdrop.states.write")) {
                writeIfMissing(FOLDER.resolve(file), state);
            }
            // The numbers in it may differ between CPUs in their last bits, the layout may not.
            assertThat(lengths(state)).isEqualTo(lengths(read(FOLDER.resolve(file))));
        }
    }

    private static Map<String, Integer> lengths(MemoryChunks state) {
        return state.kept().entrySet().stream().collect(toMap(Map.Entry::getKey, entry -> entry.getValue().length));
    }

    @Test
    void aStoredStateIsNeverOverwritten(@TempDir Path folder) throws IOException {
        MemoryChunks first = new MemoryChunks();
        first.put("parts", new byte[] {1, 2, 3});
        MemoryChunks second = new MemoryChunks();
        second.put("parts", new byte[] {4});

        writeIfMissing(folder.resolve("state.bin"), first);
        writeIfMissing(folder.resolve("state.bin"), second);

        assertThat(read(folder.resolve("state.bin")).kept())
                .hasSize(1)
                .hasEntrySatisfying("parts", bytes -> assertThat(bytes).containsExactly(1, 2, 3));
    }

    /** Chunks by key, one after the other. */
    private static void writeIfMissing(Path file, MemoryChunks state) throws IOException {
        if (Files.exists(file)) {
            return;
        }
        try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(file, CREATE_NEW))) {
            out.writeInt(state.kept().size());
            for (Map.Entry<String, byte[]> chunk : state.kept().entrySet()) {
                out.writeUTF(chunk.getKey());
                out.writeInt(chunk.getValue().length);
                out.write(chunk.getValue());
            }
        }
    }

    private static MemoryChunks read(Path file) throws IOException {
        MemoryChunks state = new MemoryChunks();
        try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
            for (int left = in.readInt(); left > 0; left--) {
                state.put(in.readUTF(), in.readNBytes(in.readInt()));
            }
        }
        return state;
    }

    private static MemoryChunks saved(ModelSession session) throws IOException {
        MemoryChunks chunks = new MemoryChunks();
        session.save(parts(chunks));
        return chunks;
    }

    private static StateParts parts(MemoryChunks chunks) {
        return new StateParts(chunks, StateParts.CHUNK_BYTES);
    }

    private static StoredState format1(String file) throws IOException {
        return new StateFrame(Files.readAllBytes(FOLDER.resolve(file)));
    }

    /**
     * Whether a session has exactly what a frame of format 1 has: version 1 of its parts in their order. Only the network has a
     * newer form; it is what {@link #assertLoads} holds.
     */
    private static void assertHolds(ModelSession session, String file) throws IOException {
        byte[] framed = Files.readAllBytes(FOLDER.resolve(file));
        MemoryChunks now = saved(session);
        int model = FORMAT_1.indexOf("model");
        byte[] before = joined(now, FORMAT_1.subList(0, model));
        byte[] after = joined(now, FORMAT_1.subList(model + 1, FORMAT_1.size()));
        int end = framed.length - 4;
        assertThat(before).isEqualTo(Arrays.copyOfRange(framed, 12, 12 + before.length));
        assertThat(after).isEqualTo(Arrays.copyOfRange(framed, end - after.length, end));
    }

    private static byte[] joined(MemoryChunks state, List<String> parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String part : parts) {
            bytes.writeBytes(state.kept().getOrDefault(part + "/0", new byte[0]));
        }
        return bytes.toByteArray();
    }

    @Test
    void loadsATableOfFormat1AndLearnsOn() throws IOException {
        String file = "training-state-1-table-2.bin";

        try (ModelSession session = ModelSession.restore("de", table(), format1(file), 1, 0)) {
            assertThat(session.trained()).isEqualTo(20);
            assertThat(session.step()).isEqualTo(5);
            assertHolds(session, file);
            assertThat(session.add(Jobs.example("de", EXAMPLES), 0)).isNotNull();
        }
    }

    /** Keys that came into the configuration since have their defaults. */
    @Test
    void loadsAStateWhoseConfigurationHasFewerKeys() throws IOException {
        StoredState stored = format1("training-state-1-fewer-keys.bin");

        try (ModelSession session = ModelSession.restore("de", config(), stored, 1, 0)) {
            assertThat(session.trained()).isEqualTo(20);
            assertThat(session.step()).isEqualTo(10);
            assertLearnsOn(session);
        }
    }

    @Test
    void loadsFormat1AndLearnsOn() throws IOException {
        String file = "training-state-1.bin";

        try (ModelSession session = ModelSession.restore("de", config(), format1(file), 1, 0)) {
            assertThat(session.trained()).isEqualTo(20);
            assertThat(session.step()).isEqualTo(10);
            assertThat(session.isDirty()).isFalse();
            assertHolds(session, file);
            assertLearnsOn(session);
        }
    }

    @Test
    void loadsTheNewestFormatAndLearnsOn() throws IOException {
        assertLoads(config(), "training-state-2-classes.bin", 10, Set.of());
        assertLoads(table(), "training-state-2-classes-table.bin", 5, Set.of());
    }

    /** Parts that came since start fresh; those that there were are as they were. */
    @ParameterizedTest
    @ValueSource(strings = {"training-state-2.bin", "training-state-2-table.bin"})
    void loadsFormat2WithoutScoresByClassAndLearnsOn(String file) throws IOException {
        boolean table = file.contains("table");
        assertLoads(table ? table() : config(), file, table ? 5 : 10, Set.of("parts", "class-scores/0"));
    }

    /** @param changed chunks that are not as they were once it is saved again */
    private static void assertLoads(JobConfig config, String file, long step, Set<String> changed) throws IOException {
        MemoryChunks stored = read(FOLDER.resolve(file));
        Map<String, byte[]> before = Map.copyOf(stored.kept());

        try (ModelSession session = ModelSession.restore("de", config, parts(stored), 1, 0)) {
            assertThat(session.trained()).isEqualTo(20);
            assertThat(session.step()).isEqualTo(step);
            assertThat(session.isDirty()).isFalse();
            session.save(parts(stored));
            assertThat(without(changed, stored.kept())).containsExactlyInAnyOrderEntriesOf(without(changed, before));
            assertLearnsOn(session);
        }
    }

    private static Map<String, byte[]> without(Set<String> keys, Map<String, byte[]> chunks) {
        Map<String, byte[]> rest = new TreeMap<>(chunks);
        rest.keySet().removeAll(keys);
        return rest;
    }

    private static void assertLearnsOn(ModelSession session) {
        assertThat(session.add(Jobs.example("de", EXAMPLES), 0))
                .isNotNull()
                .extracting(StepReport::trained)
                .isEqualTo(24L);
    }
}
