package io.rdrop.job;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.config.JobConfig;
import io.rdrop.example.Command;
import io.rdrop.example.DriftReport;
import io.rdrop.example.Example;
import io.rdrop.example.ExampleFormat;
import io.rdrop.example.Outliers;
import io.rdrop.example.StepReport;
import io.rdrop.example.TableFeatures;
import io.rdrop.session.CommandAction;
import io.rdrop.session.ModelSession;
import io.rdrop.state.MemoryChunks;
import io.rdrop.state.StateFrame;
import io.rdrop.state.StateParts;
import io.rdrop.state.StoredState;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.util.DoubleComparator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Training states that were stored once must load for ever. A new format gets a file of its own beside the old ones:
 * name it here and run this test with {@code -Drdrop.states.write=true}, which writes the files that are missing.
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
    /** What is otherwise in states of version 0.1; `parts` is the directory of all. */
    private static final String[] SINCE_0_1 = {
        "parts",
        "configuration",
        "guard",
        "encoder",
        "target",
        "outliers",
        "class-scores",
        "version-guard",
        "last-report"
    };

    private static final String TWO =
            "[{name: plain, hidden: 4}, {name: r-drop, hidden: 4, dropout: 0.1, alpha: 2, replay: reservoir, replays: 1}]";

    private static final int FRAME_HEADER = 12;
    /** Bytes at the end of a last report that version 1 did not have. */
    private static final int DIVERGENCES = Integer.BYTES;

    private static final int EXAMPLES = 23; // 5 micro-batches of 4, and 3 examples that wait
    private static final int MANY = 83;
    private static final int OUTLIER = 70;

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

    /** Numbers to predict, and so many of them that the scale of all is known and one was an outlier. */
    private static JobConfig numbers() {
        return Jobs.config(
                Path.of("none"), "task=regression", "label.classes=[]", "history.labels=1", "model.updater.type=adam");
    }

    private static JobConfig pool() {
        return Jobs.config(
                Path.of("none"),
                "learner=pool",
                "model={}",
                "r-drop={}",
                "history={}",
                "replay={}",
                "pool.members=" + TWO);
    }

    /** Detectors of all kinds, of which one has signalled, so that an action lasts. */
    private static JobConfig watched() {
        return Jobs.config(
                Path.of("none"),
                "drift.detectors=[{type: adwin, on: error}, {type: page-hinkley, on: kl}, {type: ddm, on: error},"
                        + " {type: kswin, on: log-loss, alpha: 0.9, window: 4, sample: 2}]",
                "drift.action=rates");
    }

    private static ModelSession trained(JobConfig config) {
        return trained(config, EXAMPLES);
    }

    private static ModelSession trained(JobConfig config, int examples) {
        ModelSession session = ModelSession.create("de", config, 1);
        for (int i = 0; i < examples; i++) {
            session.add(example(i), 0);
        }
        return session;
    }

    private static Example example(int i) {
        Example example = Jobs.example("de", i);
        return i == OUTLIER && example.features() instanceof TableFeatures row
                ? new Example(
                        example.position(),
                        example.id(),
                        example.model(),
                        example.timeMs(),
                        new TableFeatures(new double[] {row.numbers()[0], 1e30}, row.categories()),
                        example.target())
                : example;
    }

    @Test
    void writesTheNewestFormat() throws IOException {
        assertWrites(config(), "training-state-2-robust.bin");
    }

    @Test
    void writesTheNewestFormatOfATable() throws IOException {
        assertWrites(table(), "training-state-2-robust-table.bin");
    }

    @Test
    void writesTheNewestFormatOfARegression() throws IOException {
        assertWrites(trained(numbers(), MANY), "training-state-2-robust-regression.bin");
    }

    @Test
    void writesTheNewestFormatOfAPool() throws IOException {
        assertWrites(trained(pool(), MANY), "training-state-2-pool-counts.bin");
    }

    @ParameterizedTest
    @ValueSource(strings = {"training-state-2-pool.bin", "training-state-2-pool-counts.bin"})
    void loadsAPoolAndLearnsOn(String file) throws IOException {
        StoredState stored = parts(read(FOLDER.resolve(file)));

        try (ModelSession session = ModelSession.restore("de", pool(), stored, 1, 0);
                ModelSession undisturbed = trained(pool(), MANY)) {
            assertThat(session.trained()).isEqualTo(undisturbed.trained());
            assertThat(session.step()).isEqualTo(undisturbed.step());
            assertThat(session.add(example(MANY), 0)).isNotNull();
        }
    }

    @Test
    void writesTheNewestFormatOfDetectorsOfDrift() throws IOException {
        assertWrites(trained(watched(), MANY), "training-state-2-drift.bin");
    }

    @Test
    void loadsDetectorsOfDriftAndGoesOnWithThem() throws IOException {
        StoredState stored = parts(read(FOLDER.resolve("training-state-2-drift.bin")));

        try (ModelSession session = ModelSession.restore("de", watched(), stored, 1, 0);
                ModelSession undisturbed = trained(watched(), MANY)) {
            StepReport next = session.add(example(MANY), 0);
            StepReport expected = undisturbed.add(example(MANY), 0);
            assertThat(next).isNotNull();
            assertThat(expected).isNotNull();
            DriftReport drift = next.drift();
            assertThat(drift).isNotNull();
            // Another processor, whose last bits the state has, may have written it.
            assertThat(drift)
                    .usingRecursiveComparison()
                    .withComparatorForType(new DoubleComparator(1e-6), Double.class)
                    .isEqualTo(expected.drift());
            assertThat(drift.acting()).isTrue();
        }
    }

    @Test
    void writesTheNewestFormatOfAModelWithAChallenger() throws IOException {
        assertWrites(challenged(), "training-state-2-challenged.bin");
    }

    @Test
    void loadsAModelThatWasChallengedAndGoesOnWithTheComparison() throws IOException {
        StoredState stored = parts(read(FOLDER.resolve("training-state-2-challenged.bin")));

        try (ModelSession session = ModelSession.restore("de", challenging(), stored, 1, 0);
                ModelSession undisturbed = challenged();
                ModelSession challenger = Objects.requireNonNull(undisturbed.challenger())) {
            assertThat(session.comparison().number()).isEqualTo(2);
            assertThat(session.comparison().promotions()).isEqualTo(1);
            assertThat(session.comparison().rows())
                    .isEqualTo(undisturbed.comparison().rows())
                    .isPositive();
            assertThat(session.commands().variant()).containsExactly(Map.entry("r-drop.alpha", "2"));
            assertThat(session.commands().challenger())
                    .isEqualTo(session.commands().variant());
            assertThat(challenger.commands().variant()).isEmpty();
        }
    }

    private static JobConfig challenging() {
        return Jobs.config(Path.of("none"), "topics.control=control", "challenger.settings.r-drop.alpha=2");
    }

    /** A model whose challenger took its place half-way. */
    private static ModelSession challenged() throws IOException {
        ModelSession session = ModelSession.create("de", challenging(), 1);
        CommandAction beside = new CommandAction() {
            @Override
            public void act(Command command) {
                throw new IllegalStateException("nothing else is asked");
            }

            @Override
            public void challenge(Command command) {
                session.challengedBy(ModelSession.challenger(challenging(), command, 1));
            }
        };
        for (int i = 0; i < MANY; i++) {
            Command due = session.challengerWanted(0).orElse(null);
            if (due != null) {
                session.control(due, 0, beside);
            }
            session.add(example(i), 0);
            if (i == MANY / 2) {
                Command promote = new Command(
                        "rdrop:promote-1-0", 0, 0, "de", "promote", "challenge", 0, Map.of(), List.of(), 0, false);
                assertThat(session.control(promote, 0, beside).acknowledgement().verdict())
                        .isEqualTo("applied");
            }
        }
        return session;
    }

    private static void assertWrites(JobConfig config, String file) throws IOException {
        assertWrites(trained(config), file);
    }

    private static void assertWrites(ModelSession trained, String file) throws IOException {
        try (ModelSession session = trained) {
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
     * Whether a session has exactly what a frame of format 1 has: version 1 of its parts in their order. Network,
     * encoder and target have a newer form, which is what {@link #assertLoads} holds; the configuration has more keys,
     * and the last report one more field.
     */
    private static void assertHolds(ModelSession session, String file) throws IOException {
        byte[] framed = Files.readAllBytes(FOLDER.resolve(file));
        MemoryChunks now = saved(session);
        ByteArrayInputStream payload = new ByteArrayInputStream(framed, FRAME_HEADER, framed.length);
        ExampleFormat.readRequired(new DataInputStream(payload));
        int configuration = framed.length - payload.available();
        byte[] before = joined(now, List.of("session", "learner"));
        byte[] after = joined(now, FORMAT_1.subList(FORMAT_1.indexOf("evaluator"), FORMAT_1.size()));
        int end = framed.length - Integer.BYTES;
        assertThat(before).isEqualTo(Arrays.copyOfRange(framed, configuration, configuration + before.length));
        assertThat(after).isEqualTo(Arrays.copyOfRange(framed, end - after.length, end));
    }

    private static byte[] joined(MemoryChunks state, List<String> parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String part : parts) {
            byte[] chunk = state.kept().getOrDefault(part + "/0", new byte[0]);
            bytes.write(chunk, 0, chunk.length - (part.equals("last-report") ? DIVERGENCES : 0));
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
    void loadsFormat2AndLearnsOn() throws IOException {
        assertLoads(config(), "training-state-2.bin", 10, SINCE_0_1);
        assertLoads(config(), "training-state-2-robust.bin", 10);
    }

    @Test
    void loadsATableOfFormat2AndLearnsOn() throws IOException {
        assertLoads(table(), "training-state-2-table.bin", 5, SINCE_0_1);
        assertLoads(table(), "training-state-2-robust-table.bin", 5);
    }

    @Test
    void loadsARegressionWithAnOutlierAndLearnsOn() throws IOException {
        MemoryChunks stored = read(FOLDER.resolve("training-state-2-robust-regression.bin"));

        try (ModelSession session = ModelSession.restore("de", numbers(), parts(stored), 1, 0)) {
            assertThat(session.trained()).isEqualTo(80);
            assertThat(session.outliers())
                    .containsExactly(new Outliers("y", 1, 1e30, example(OUTLIER).position()));
            assertThat(saved(session).kept()).containsExactlyInAnyOrderEntriesOf(stored.kept());
            assertThat(session.add(example(MANY), 0))
                    .isNotNull()
                    .extracting(StepReport::trained)
                    .isEqualTo(84L);
        }
    }

    /** @param newer parts that have another form now, or were none then */
    private static void assertLoads(JobConfig config, String file, long step, String... newer) throws IOException {
        MemoryChunks stored = read(FOLDER.resolve(file));
        Map<String, byte[]> before = without(newer, stored);

        try (ModelSession session = ModelSession.restore("de", config, parts(stored), 1, 0)) {
            assertThat(session.trained()).isEqualTo(20);
            assertThat(session.step()).isEqualTo(step);
            assertThat(session.isDirty()).isFalse();
            session.save(parts(stored));
            assertThat(without(newer, stored)).containsExactlyInAnyOrderEntriesOf(before);
            assertLearnsOn(session);
        }
    }

    private static Map<String, byte[]> without(String[] parts, MemoryChunks state) {
        Map<String, byte[]> kept = new HashMap<>(state.kept());
        for (String part : parts) {
            kept.keySet().removeIf(key -> key.equals(part) || key.startsWith(part + "/"));
        }
        return kept;
    }

    private static void assertLearnsOn(ModelSession session) {
        assertThat(session.add(Jobs.example("de", EXAMPLES), 0))
                .isNotNull()
                .extracting(StepReport::trained)
                .isEqualTo(24L);
    }
}
