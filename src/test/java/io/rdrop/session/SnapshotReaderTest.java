package io.rdrop.session;

import static java.nio.charset.StandardCharsets.UTF_8;
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
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotReaderTest {
    private static final int EXAMPLES = 60;
    private static final int BATCH = 8;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final ModelRegistry registry;

    SnapshotReaderTest(@TempDir Path folder) {
        this.folder = folder;
        registry = new ModelRegistry(new LocalRegistryStorage(folder), Clock.systemUTC());
    }

    private enum Kind {
        TABLE("""
                features: [{name: x}, {name: y}, {name: c, type: categorical}]
                label: {classes: [a, b, c]}
                model: {hidden: [8, 6], dropout: 0.3}
                """, SnapshotReaderTest::row),
        POOL(TABLE.yaml.replaceAll("model:.*", "learner: pool"), TABLE.record),
        SINGLE(TABLE.yaml.replaceAll("model:.*", "learner: single"), TABLE.record),
        HISTORY(TABLE.yaml + "history: {labels: 2}\n", TABLE.record),
        /** Its first layer is a table of rows. */
        WIDE(
                TABLE.yaml + "history: {labels: 2}\nencoding: {hash-buckets: 3000, one-hot-categories: 1}\n",
                TABLE.record),
        REGRESSION("""
                task: regression
                features: [{name: x}, {name: y}, {name: c, type: categorical}]
                history: {labels: 1}
                model: {hidden: [8], dropout: 0.3}
                """, random -> row(random).replaceAll("[0-9]}", 30 * random.nextGaussian() + "}")),
        TEXT(
                "task: text-classification\nlabel: {classes: [a, b, c]}\nmodel: {hidden: [8]}\n",
                SnapshotReaderTest::text),
        SEQUENCE("""
                task: text-classification
                label: {classes: [a, b, c]}
                text: {representation: sequence, length: 12, vocabulary: 50}
                """, SnapshotReaderTest::text),
        LSTM(SEQUENCE.yaml + "model: {type: lstm, hidden: [6]}\n", SnapshotReaderTest::text),
        IMAGE("""
                task: image-classification
                label: {classes: [a, b, c]}
                image: {height: 8, width: 8}
                """, SnapshotReaderTest::image);

        private final String yaml;

        @SuppressWarnings("ImmutableEnumChecker") // a method
        private final Function<Random, String> record;

        Kind(String yaml, Function<Random, String> record) {
            this.yaml = yaml;
            this.record = record;
        }

        JobConfig config() {
            return JobConfigs.parse(yaml + "micro-batch: {size: " + BATCH + "}\n", "test", List.of());
        }

        List<Example> examples() {
            Random random = new Random(17);
            try (LocalRun run = new LocalRun(config())) {
                return random.ints(EXAMPLES)
                        .mapToObj(ignored -> run.decode(record.apply(random).getBytes(UTF_8)))
                        .toList();
            }
        }
    }

    private static String row(Random random) {
        return "{\"features\":[" + random.nextGaussian() + "," + 50 * random.nextGaussian() + ",\"k"
                + random.nextInt(20) + "\"],\"label\":" + random.nextInt(3) + "}";
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        random.ints(1 + random.nextInt(20), 0, 60)
                .forEach(word -> text.append("w").append(word).append(' '));
        return "{\"features\":\"" + text + "\",\"label\":" + random.nextInt(3) + "}";
    }

    private static String image(Random random) {
        return "{\"features\":" + random.ints(64, 0, 256).boxed().toList() + ",\"label\":" + random.nextInt(3) + "}";
    }

    private static SnapshotContent snapshot(Kind kind) throws IOException {
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
        SnapshotContent content = snapshot(Kind.TABLE);
        Map<String, byte[]> files = new HashMap<>(content.files());
        change.accept(files);
        commit(new SnapshotContent(content.manifest(), files));
    }

    @ParameterizedTest
    @EnumSource
    void predictsWhatTheLearnerPredictedToTheLastBit(Kind kind) throws IOException {
        commit(snapshot(kind));
        try (ExamplePredictor opened = new SnapshotReader(registry).open("m", 1);
                LocalRun run = new LocalRun(kind.config())) {
            ProbeFile probe = JSON.readValue(registry.read("m", 1, SnapshotWriter.PROBE), ProbeFile.class);
            assertThat(probe.ids()).hasSize(BATCH);
            assertThat(probe.predictedBy(opened)).containsExactly(probe.predictions());

            kind.examples().forEach(run::add);
            Learner learner = run.learner(Example.DEFAULT_MODEL);
            List<Example> examples = new ArrayList<>(learner.latest()); // with their history
            examples.addAll(kind.examples().subList(0, 5));
            float[] expected = learner.probe(examples).predictions();
            if (kind.config().task() == TaskType.REGRESSION) {
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
        commit(snapshot(Kind.TABLE));

        assertThat(registry.verify(new SnapshotReader(registry))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"model.zip", "encoder.bin", "config.yaml", "encoder.json", "probe.json"})
    void opensNothingWhoseHashDoesNotHold(String file) throws IOException {
        commit(snapshot(Kind.TABLE));
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
        byte[] other = Objects.requireNonNull(snapshot(Kind.TEXT).files().get(file));
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
                snapshot(JobConfigs.with(Kind.TABLE.config(), List.of("seed=2")), Kind.TABLE.examples())
                        .files()
                        .get("model.zip"));
        commitChanged(files -> files.put("model.zip", other));

        assertUnusable("predicts ", "probe.json");
    }

    @Test
    void findsAStateThatIsNotTheManifests() throws IOException {
        commit(snapshot(Kind.WIDE));
        assertThat(registry.verify(new SnapshotReader(registry))).isEmpty();
        Path manifest = folder.resolve("m/00000001/manifest.json");
        String forged = "0".repeat(64);
        Files.writeString(
                manifest,
                Files.readString(manifest).replaceFirst("\"stateSha256\" : \"\\w+", "\"stateSha256\" : \"" + forged));

        assertUnusable("holds a state with SHA-256 ", "its manifest says stateSha256 " + forged);
    }

    @ParameterizedTest
    @EnumSource
    void theStateOfEveryKindOfModelIsFoundInItsFiles(Kind kind) throws IOException {
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
}
