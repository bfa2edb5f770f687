package io.rdrop.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.engine.torch.tokenizer.TokenizerJsons;
import io.rdrop.example.Example;
import io.rdrop.example.TextOutputs;
import io.rdrop.learn.ExamplePredictor;
import io.rdrop.registry.LocalRegistryStorage;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.registry.SnapshotManifest;
import io.rdrop.state.MemoryChunks;
import io.rdrop.state.StateParts;
import io.rdrop.task.Task;
import io.rdrop.tools.audit.Retraining;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions of translations whose tokens are those of a file, which is there when the model begins and never again. */
class TorchTokenizerTest {
    private static final String MODEL = "default";
    private static final String WORDS =
            TokenizerJsons.words("der", "sieht", "the", "sees", ".", "w0", "w1", "w2", "w3", "w4"); // and not w5

    @TempDir
    private Path folder = Path.of("");

    private Path file = Path.of("");
    private JobConfig config = ModelKind.TRANSLATION.config();
    private final List<Example> examples = ModelKind.TRANSLATION.examples();

    @BeforeEach
    void writeFile() throws IOException {
        file = Files.writeString(folder.resolve("tokenizer.json"), WORDS);
        config = with("transformer.tokenizer='" + file + "'");
    }

    private JobConfig with(String... settings) {
        return JobConfigs.with(config, List.of(settings));
    }

    private ModelSession trained(int count) {
        ModelSession session = ModelSession.create(MODEL, config, 1);
        examples.subList(0, count).forEach(example -> session.add(example, 0));
        return session;
    }

    private static MemoryChunks saved(ModelSession session) throws IOException {
        MemoryChunks chunks = new MemoryChunks();
        session.save(new StateParts(chunks, StateParts.CHUNK_BYTES));
        return chunks;
    }

    @Test
    void learningBeginsWithTheFirstExamples() throws IOException {
        try (ModelSession session = trained(ModelKind.BATCH)) {
            assertThat(session.snapshot(0).manifest().crossEntropy()).isPositive();
        }
    }

    @Test
    void killedAtEveryExampleAndRestoredWithoutTheFileItEndsWithTheSameBytes() throws IOException {
        SnapshotManifest expected;
        try (ModelSession whole = trained(examples.size())) {
            expected = whole.snapshot(0).manifest();
        }
        ModelSession session = trained(1);
        MemoryChunks state = saved(session); // nothing was learned yet
        Files.delete(file);
        for (Example example : examples.subList(1, examples.size())) {
            session.close();
            session = ModelSession.restore(MODEL, config, new StateParts(state, StateParts.CHUNK_BYTES), 1, 0);
            session.add(example, 0);
            state = saved(session);
        }
        SnapshotManifest ended = session.snapshot(0).manifest();
        session.close();

        assertThat(ended.stateSha256()).isEqualTo(expected.stateSha256());
        assertThat(ended.files()).isEqualTo(expected.files());
    }

    @Test
    void aVersionPredictsAndIsTrainedAgainByTheAuditWithoutTheFile() throws IOException {
        ModelRegistry registry = new ModelRegistry(new LocalRegistryStorage(folder), Clock.systemUTC());
        float[] expected;
        try (ModelSession session = trained(examples.size())) {
            session.flush();
            registry.commit(registry.stage(session.snapshot(0), "test"));
            expected = session.predict(examples.get(0)).outputs().clone();
        }
        Files.delete(file);
        SnapshotReader reader = new SnapshotReader(registry);

        assertThat(reader.problem(MODEL, 1)).isEmpty();
        try (ExamplePredictor predictor = reader.open(MODEL, 1)) {
            float[] predicted = predictor.predict(examples.subList(0, 1));
            assertThat(predicted).isEqualTo(expected);
            assertThat(new TextOutputs(predicted, 0).text()).doesNotContain("[UNK]");
        }
        SnapshotManifest manifest = registry.manifest(MODEL, 1);
        try (Retraining again = Retraining.of(manifest, reader.config(MODEL, 1), null, reader)) {
            examples.forEach(again::add);
            assertThat(again.difference()).isEmpty();
        }
        List<Example> fewer = new ArrayList<>(examples);
        fewer.remove(10);
        try (Retraining again = Retraining.of(manifest, reader.config(MODEL, 1), null, reader)) {
            fewer.forEach(again::add);
            assertThat(again.difference()).isPresent();
        }
    }

    @Test
    void theBytesOfTheFileArePartOfWhatAVersionIsKnownBy() throws IOException {
        String before;
        try (ModelSession session = trained(ModelKind.BATCH)) {
            before = session.snapshot(0).manifest().stateSha256();
        }
        Files.writeString(file, WORDS + " ");
        try (ModelSession session = trained(ModelKind.BATCH)) {
            assertThat(session.snapshot(0).manifest().stateSha256()).isNotEqualTo(before);
        }
    }

    @Test
    void aModelDoesNotGoOnWithAnotherFileOrWithNone() throws IOException {
        try (ModelSession session = trained(ModelKind.BATCH)) {
            StateParts state = new StateParts(saved(session), StateParts.CHUNK_BYTES);
            JobConfig other = with("transformer.tokenizer=other.json");
            assertThatThrownBy(() -> ModelSession.restore(MODEL, other, state, 1, 0))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("transformer.tokenizer was " + file + ", now other.json");
            JobConfig none = with("transformer.tokenizer=none");
            assertThatThrownBy(() -> ModelSession.restore(MODEL, none, state, 1, 0))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("transformer.tokenizer was " + file + ", now absent")
                    .hasMessageContaining("Set these as they were, or start the job without state");
        }
    }

    @Test
    void aDamagedStateIsRefused() throws IOException {
        try (ModelSession session = trained(1)) {
            MemoryChunks state = saved(session);
            byte[] part = state.kept().get("pool-tokenizer/0");
            assertThat(part).isNotNull().hasSize(Integer.BYTES + WORDS.length());
            part[0] = 1;
            state.put("pool-tokenizer/0", part);
            assertThatThrownBy(() ->
                            ModelSession.restore(MODEL, config, new StateParts(state, StateParts.CHUNK_BYTES), 1, 0))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("pool-tokenizer");
        }
    }

    @Test
    void aFileThatCannotBeUsedIsRefusedBeforeAnythingIsRead() throws IOException {
        Task.of(config).checkFiles();

        write(350);
        assertRefused("needs 354 numbers: transformer.vocabulary must be at least that but was 300", config);
        Task.of(with("transformer.vocabulary=354")).checkFiles();
        write(65_533);
        assertRefused("needs 65537 numbers, and there are at most 65536", with("transformer.vocabulary=65536"));
        Files.writeString(file, "der hund");
        assertRefused(
                "is not JSON: Unrecognized token 'der': was expecting (JSON String, Number, Array, Object or token"
                        + " 'null', 'true' or 'false')",
                config);
        Files.write(file, new byte[(8 << 20) + 1]);
        assertRefused("has more than the 8388608 bytes that it may have", config);
        Files.delete(file);
        assertRefused("cannot be read: there is no such file", config);
    }

    /** So many words, and two more tokens. */
    private void write(int words) throws IOException {
        String[] all = IntStream.range(0, words).mapToObj(i -> "v" + i).toArray(String[]::new);
        Files.writeString(file, TokenizerJsons.words(all));
    }

    private void assertRefused(String why, JobConfig refused) {
        assertThatThrownBy(() -> Task.of(refused).checkFiles())
                .isInstanceOf(ConfigException.class)
                .hasMessage("transformer.tokenizer " + file + " " + why);
    }

    @Test
    void whatAModelBeginsWithIsLookedAtAgainWhereItBegins() throws IOException {
        Files.delete(file);
        try (ModelSession session = ModelSession.create(MODEL, config, 1)) {
            assertThatThrownBy(() -> examples.forEach(example -> session.add(example, 0)))
                    .isInstanceOf(ConfigException.class)
                    .hasMessage("transformer.tokenizer " + file + " cannot be read: there is no such file");
        }
    }
}
