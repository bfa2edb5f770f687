package io.rdrop.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.config.TaskType;
import io.rdrop.example.Example;
import io.rdrop.learn.ExamplePredictor;
import io.rdrop.learn.Learner;
import io.rdrop.registry.LocalRegistryStorage;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.registry.Problem;
import io.rdrop.registry.SnapshotContent;
import io.rdrop.task.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotReaderTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final ModelRegistry registry;

    SnapshotReaderTest(@TempDir Path folder) {
        this.folder = folder;
        registry = new ModelRegistry(new LocalRegistryStorage(folder), Clock.systemUTC());
    }

    private static SnapshotContent snapshot(ModelKind kind) throws IOException {
        return snapshot(kind.config(), kind.examples());
    }

    private static SnapshotContent snapshot(JobConfig config, List<Example> examples) throws IOException {
        try (ModelSession session = ModelSession.create("m", config, 1)) {
            examples.forEach(example -> session.add(example, 0));
            return session.snapshot(0);
        }
    }

    private void commit(SnapshotContent content) throws IOException {
        registry.commit(registry.stage(content, "test"));
    }

    /** Commits a snapshot of a table with other files, and with the hashes of these. */
    private void commitChanged(Consumer<Map<String, byte[]>> change) throws IOException {
        SnapshotContent content = snapshot(ModelKind.TABLE);
        Map<String, byte[]> files = new HashMap<>(content.files());
        change.accept(files);
        commit(new SnapshotContent(content.manifest(), files));
    }

    @ParameterizedTest
    @MethodSource("io.rdrop.session.ModelKind#here")
    void predictsWhatTheLearnerPredictedToTheLastBit(ModelKind kind) throws IOException {
        commit(snapshot(kind));
        try (ExamplePredictor opened = new SnapshotReader(registry).open("m", 1);
                LocalRun run = new LocalRun(kind.config())) {
            ProbeFile probe = JSON.readValue(registry.read("m", 1, SnapshotWriter.PROBE), ProbeFile.class);
            assertThat(probe.ids()).hasSize(ModelKind.BATCH);
            assertThat(probe.predictedBy(opened)).containsExactly(probe.predictions());

            kind.examples().forEach(run::add);
            Learner learner = run.learner(Example.DEFAULT_MODEL);
            List<Example> examples = new ArrayList<>(learner.latest()); // with their history
            examples.addAll(kind.examples().subList(0, 5));
            float[] expected = learner.probe(examples).predictions();
            if (kind.config().task() == TaskType.REGRESSION && !kind.config().hasPool()) {
                toScaleOfTargets(expected, (Map<?, ?>)
                        Objects.requireNonNull(learner.describe().get("target")));
            }
            assertThat(opened.predict(examples)).containsExactly(expected);
        }
    }

    private static void toScaleOfTargets(float[] predictions, Map<?, ?> moments) {
        double mean = (double) Objects.requireNonNull(moments.get("mean"));
        double deviation = (double) Objects.requireNonNull(moments.get("deviation"));
        assertThat(deviation).isGreaterThan(10);
        for (int i = 0; i < predictions.length; i++) {
            predictions[i] = (float) (predictions[i] * deviation + mean);
        }
    }

    @Test
    void aSoundVersionHasNoProblem() throws IOException {
        commit(snapshot(ModelKind.TABLE));

        assertThat(registry.verify(new SnapshotReader(registry))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"model.zip", "encoder.bin", "config.yaml", "encoder.json", "probe.json", "MODEL.md"})
    void opensNothingWhoseHashDoesNotHold(String file) throws IOException {
        commit(snapshot(ModelKind.TABLE));
        Path damaged = folder.resolve("m/00000001").resolve(file);
        byte[] content = Files.readAllBytes(damaged);
        content[content.length / 2] ^= 1;
        Files.write(damaged, content);

        assertThatThrownBy(() -> new SnapshotReader(registry).open("m", 1))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("m/00000001/" + file);
        assertThat(registry.verify(new SnapshotReader(registry)))
                .as("told once")
                .singleElement()
                .extracting(Problem::kind)
                .isEqualTo(Problem.Kind.SHA_MISMATCH);
    }

    @ParameterizedTest
    @ValueSource(strings = {"model.zip", "encoder.bin", "config.yaml", "probe.json"})
    void namesAFileThatWasDamagedBeforeItsHashWasTaken(String file) throws IOException {
        commitChanged(files -> files.computeIfPresent(file, (name, content) -> {
            byte[] half = Arrays.copyOf(content, content.length / 2);
            half[half.length - 2] = '\n'; // half a configuration may be one, with defaults for the rest
            half[half.length - 1] = '}';
            return half;
        }));

        assertUnusable("cannot be opened: ", file);
    }

    @ParameterizedTest
    @ValueSource(strings = {"model.zip", "encoder.bin"})
    void namesAFileThatIsOfAnotherTask(String file) throws IOException {
        byte[] other = Objects.requireNonNull(snapshot(ModelKind.TEXT).files().get(file));
        commitChanged(files -> files.put(file, other));

        assertUnusable("cannot be opened: ", file);
    }

    @Test
    void namesAFileThatIsNotThere() throws IOException {
        commitChanged(files -> files.remove("encoder.bin"));

        assertUnusable("cannot be opened: ", "encoder.bin is not there");
    }

    @Test
    void findsWeightsThatPredictSomethingElse() throws IOException {
        byte[] other = Objects.requireNonNull(
                snapshot(JobConfigs.with(ModelKind.TABLE.config(), List.of("seed=2")), ModelKind.TABLE.examples())
                        .files()
                        .get("model.zip"));
        commitChanged(files -> files.put("model.zip", other));

        assertUnusable("predicts ", "probe.json");
    }

    @Test
    void findsAStateThatIsNotTheManifests() throws IOException {
        commit(snapshot(ModelKind.WIDE));
        assertThat(registry.verify(new SnapshotReader(registry))).isEmpty();
        Path manifest = folder.resolve("m/00000001/manifest.json");
        String forged = "0".repeat(64);
        Files.writeString(
                manifest,
                Files.readString(manifest).replaceFirst("\"stateSha256\" : \"\\w+", "\"stateSha256\" : \"" + forged));

        assertUnusable("holds a state with SHA-256 ", "its manifest says stateSha256 " + forged);
    }

    @ParameterizedTest
    @MethodSource("io.rdrop.session.ModelKind#here")
    void theStateOfEveryKindOfModelIsFoundInItsFiles(ModelKind kind) throws IOException {
        JobConfig config = kind.config();
        SnapshotContent content = snapshot(
                config.hasPool() ? config : JobConfigs.with(config, List.of("model.updater.type=adam")),
                kind.examples());

        assertThat(Task.stateSha256(content.files()))
                .isEqualTo(content.manifest().stateSha256());
    }

    private void assertUnusable(String... says) throws IOException {
        assertThat(registry.verify(new SnapshotReader(registry)))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.kind()).isEqualTo(Problem.Kind.UNUSABLE);
                    assertThat(problem.path()).isEqualTo("m/00000001");
                    assertThat(problem.detail()).contains(says).doesNotContain("\n");
                });
    }

    /** What no graph can do has none. */
    @ParameterizedTest
    @MethodSource("io.rdrop.session.ModelKind#here")
    void theGraphOfEachKindOfModelIsComputedAndGivesItsProbe(ModelKind kind) throws IOException {
        SnapshotContent content = snapshot(kind);
        commit(content);
        List<Long> computed = new ArrayList<>();

        assertThat(registry.verify(new SnapshotReader(registry).counting(computed::add)))
                .isEmpty();
        assertThat(computed).hasSize(content.files().containsKey(ModelGraph.FILE) ? 1 : 0);
    }

    @ParameterizedTest
    @EnumSource(names = {"TABLE", "REGRESSION", "POOL", "NUMBER_POOL", "TEXT_POOL", "IMAGE", "TEXT"})
    void aGraphOfAnotherVersionIsFound(ModelKind kind) throws IOException {
        List<Example> examples = kind.examples();
        SnapshotContent content = snapshot(kind);
        SnapshotContent earlier = snapshot(kind.config(), examples.subList(0, examples.size() - 2 * ModelKind.BATCH));
        Map<String, byte[]> files = new HashMap<>(content.files());
        files.put(ModelGraph.FILE, Objects.requireNonNull(earlier.files().get(ModelGraph.FILE)));
        commit(new SnapshotContent(content.manifest(), files));

        assertThat(registry.verify(new SnapshotReader(registry)))
                .singleElement()
                .satisfies(problem -> assertThat(problem.detail()).contains("has a model.onnx that gives "));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 20, 200, 2000})
    void aDamagedGraphIsFound(int kept) throws IOException {
        commitChanged(files -> files.computeIfPresent(ModelGraph.FILE, (name, file) -> Arrays.copyOf(file, kept)));

        assertThat(registry.verify(new SnapshotReader(registry)))
                .singleElement()
                .satisfies(problem -> assertThat(problem.detail()).contains("model.onnx that cannot be computed: "));
    }
}
