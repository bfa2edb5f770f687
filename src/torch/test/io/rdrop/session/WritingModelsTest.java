package io.rdrop.session;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.config.TaskType;
import io.rdrop.example.Example;
import io.rdrop.example.Features;
import io.rdrop.example.PairFeatures;
import io.rdrop.example.TextFeatures;
import io.rdrop.example.TokenFeatures;
import io.rdrop.registry.LocalRegistryStorage;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.registry.SnapshotManifest;
import io.rdrop.state.MemoryChunks;
import io.rdrop.state.StateParts;
import io.rdrop.tools.audit.Retraining;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sessions of models that need libtorch: killed, restored, trained again by the audit; and some stored for ever. */
class WritingModelsTest {
    private static final String MODEL = "default";
    private static final int STORED_AFTER = 37; // 4 micro-batches of 8, and 5 examples that wait
    private static final Path STATES = Path.of("src", "torch", "test", "states");
    /** Of a table of 2^15 rows those are 0 that the latest update has not touched: the file is small. */
    private static final String FORGETS = "model.weight-decay.decoupled=1000";

    @Test
    void areAmongTheKindsThatTheSharedTestsRun() {
        assertThat(ModelKind.here()).containsExactly(ModelKind.values());
        assertThat(ModelKind.writing()).containsExactly(ModelKind.TRANSLATION, ModelKind.SUMMARIZATION);
    }

    private static ModelSession trained(ModelKind kind, int examples) {
        return trained(kind, kind.config(), examples);
    }

    private static ModelSession trained(ModelKind kind, JobConfig config, int examples) {
        ModelSession session = ModelSession.create(MODEL, config, 1);
        kind.examples().subList(0, examples).forEach(example -> session.add(example, 0));
        return session;
    }

    private static MemoryChunks saved(ModelSession session) throws IOException {
        MemoryChunks chunks = new MemoryChunks();
        session.save(new StateParts(chunks, StateParts.CHUNK_BYTES));
        return chunks;
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "TRANSLATION",
                "SUMMARIZATION",
                "TRANSFORMER",
                "VISION",
                "TAGGER",
                "LANGUAGE_TRANSFORMER",
                "LANGUAGE_LSTM"
            })
    void killedAtEveryExampleAndRestoredItEndsWithTheSameBytes(ModelKind kind) throws IOException {
        List<Example> examples = kind.examples();
        SnapshotManifest expected;
        try (ModelSession whole = trained(kind, examples.size())) {
            expected = whole.snapshot(0).manifest();
        }
        MemoryChunks state = new MemoryChunks();
        ModelSession session = ModelSession.create(MODEL, kind.config(), 1);
        for (Example example : examples) {
            session.add(example, 0);
            state = saved(session);
            session.close();
            session = ModelSession.restore(MODEL, kind.config(), new StateParts(state, StateParts.CHUNK_BYTES), 1, 0);
        }
        SnapshotManifest ended = session.snapshot(0).manifest();
        session.close();

        assertThat(ended.stateSha256()).isEqualTo(expected.stateSha256());
        assertThat(ended.prequential()).isEqualTo(expected.prequential());
        assertThat(ended.files()).isEqualTo(expected.files());
    }

    /** What {@code rdrop audit --replay} does with a model. */
    @ParameterizedTest
    @EnumSource(
            names = {
                "TRANSLATION",
                "SUMMARIZATION",
                "TRANSFORMER",
                "VISION",
                "TAGGER",
                "LANGUAGE_TRANSFORMER",
                "LANGUAGE_LSTM"
            })
    void theAuditTrainsItAgainToTheSameBytesAndNoticesAnotherRecord(ModelKind kind, @TempDir Path folder)
            throws IOException {
        ModelRegistry registry = new ModelRegistry(new LocalRegistryStorage(folder), Clock.systemUTC());
        List<Example> examples = kind.examples();
        try (ModelSession session = ModelSession.create(MODEL, kind.config(), 1)) {
            examples.forEach(example -> session.add(example, 0));
            session.flush();
            registry.commit(registry.stage(session.snapshot(0), "test"));
        }
        SnapshotReader reader = new SnapshotReader(registry);
        SnapshotManifest manifest = registry.manifest(MODEL, 1);

        try (Retraining again = Retraining.of(manifest, reader.config(MODEL, 1), null, reader)) {
            examples.forEach(again::add);
            assertThat(again.difference()).isEmpty();
        }
        List<Example> others = new ArrayList<>(examples);
        Example tenth = others.get(10);
        boolean isPair = tenth.features() instanceof PairFeatures;
        others.set(
                10,
                new Example(
                        tenth.position(),
                        tenth.id(),
                        tenth.model(),
                        tenth.timeMs(),
                        isPair ? new PairFeatures("der w1", "another one") : other(kind, tenth.features()),
                        isPair ? tenth.target() : (tenth.target() + 1) % 3));
        try (Retraining again = Retraining.of(manifest, reader.config(MODEL, 1), null, reader)) {
            others.forEach(again::add);
            assertThat(again.difference()).isPresent();
        }
    }

    /** Other tags of the same tokens; where a text is all there is, another one. */
    private static Features other(ModelKind kind, Features features) {
        if (kind.config().task() == TaskType.LANGUAGE_MODEL && features instanceof TextFeatures text) {
            return new TextFeatures(text.text() + "!");
        }
        return features instanceof TokenFeatures sentence
                ? new TokenFeatures(
                        sentence.tokens(),
                        Arrays.stream(sentence.tags()).map(tag -> 2 - tag).toArray(),
                        sentence.cut())
                : features;
    }

    /** A new format gets a file of its own: {@code -Drdrop.states.write=true} writes what is missing. */
    @ParameterizedTest
    @EnumSource(names = {"TRANSLATION", "TRANSFORMER", "VISION", "TAGGER", "LANGUAGE_TRANSFORMER", "LANGUAGE_LSTM"})
    void aStateThatWasStoredOnceLoadsForEverAndLearnsOn(ModelKind kind) throws IOException {
        JobConfig config = stored(kind);
        Path file = file(kind);
        Map<String, Integer> expected;
        try (ModelSession session = trained(kind, config, STORED_AFTER)) {
            MemoryChunks state = saved(session);
            expected = lengths(state);
            if (Boolean.getBoolean("rdrop.states.write") && Files.notExists(file)) {
                write(state, file);
            }
        }
        MemoryChunks stored = read(file);
        // The numbers in it may differ between CPUs in their last bits, the layout may not.
        assertThat(lengths(stored)).isEqualTo(expected);

        try (ModelSession session =
                ModelSession.restore(MODEL, config, new StateParts(stored, StateParts.CHUNK_BYTES), 1, 0)) {
            assertThat(session.trained()).isEqualTo(32);
            assertThat(session.isDirty()).isFalse();
            assertThat(saved(session).kept()).containsExactlyInAnyOrderEntriesOf(stored.kept());
            for (Example example : kind.examples().subList(STORED_AFTER, 40)) {
                session.add(example, 0);
            }
            assertThat(session.trained()).isEqualTo(40);
        }
    }

    private static JobConfig stored(ModelKind kind) {
        return kind == ModelKind.TAGGER ? JobConfigs.with(kind.config(), List.of(FORGETS)) : kind.config();
    }

    private static Path file(ModelKind kind) {
        String name = "training-state-2-" + kind.name().toLowerCase(Locale.ROOT).replace('_', '-') + ".bin";
        return STATES.resolve(kind == ModelKind.TRANSLATION ? name : name + ".gz");
    }

    private static Map<String, Integer> lengths(MemoryChunks state) {
        return state.kept().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().length, (a, b) -> a, TreeMap::new));
    }

    private static void write(MemoryChunks state, Path file) throws IOException {
        Files.createDirectories(STATES);
        try (DataOutputStream out =
                new DataOutputStream(new GZIPOutputStream(Files.newOutputStream(file, CREATE_NEW)))) {
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
        InputStream bytes = Files.newInputStream(file);
        try (DataInputStream in =
                new DataInputStream(file.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes)) {
            for (int left = in.readInt(); left > 0; left--) {
                state.put(in.readUTF(), in.readNBytes(in.readInt()));
            }
        }
        return state;
    }
}
