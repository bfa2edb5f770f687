package io.rdrop.predict;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rdrop.config.JobConfig;
import io.rdrop.config.TaskType;
import io.rdrop.example.Example;
import io.rdrop.example.Rejection;
import io.rdrop.example.RejectionReason;
import io.rdrop.example.Score;
import io.rdrop.example.TableFeatures;
import io.rdrop.learn.Learner;
import io.rdrop.registry.LocalRegistryStorage;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.registry.RegistryException;
import io.rdrop.registry.RegistryStorage;
import io.rdrop.session.LocalRun;
import io.rdrop.session.ModelKind;
import io.rdrop.session.ModelSession;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PredictorTest {
    private static final int LEARNED = 6 * ModelKind.BATCH;
    private static final byte[] ROW = "{\"features\":[0.5,20,\"k3\"]}".getBytes(UTF_8);

    private final Path folder;
    private final ModelRegistry registry;

    PredictorTest(@TempDir Path folder) {
        this.folder = folder;
        registry = new ModelRegistry(new LocalRegistryStorage(folder), Clock.systemUTC());
    }

    /** Learns from the first records, and commits version 1 and then so many further ones of a batch each. */
    private void commit(ModelKind kind, int versions) throws IOException {
        try (ModelSession session = ModelSession.create("m", kind.config(), 1)) {
            List<Example> examples = kind.examples();
            examples.subList(0, LEARNED).forEach(example -> session.add(example, 0));
            for (int i = 0; i < versions; i++) {
                examples.subList(0, ModelKind.BATCH).forEach(example -> session.add(example, 0));
                registry.commit(registry.stage(session.snapshot(0), "test"));
            }
        }
    }

    private void commit(ModelKind kind) throws IOException {
        try (ModelSession session = ModelSession.create("m", kind.config(), 1)) {
            kind.examples().subList(0, LEARNED).forEach(example -> session.add(example, 0));
            registry.commit(registry.stage(session.snapshot(0), "test"));
        }
    }

    private Predictor open() throws IOException {
        return Predictor.of(registry, "m").open();
    }

    @ParameterizedTest
    @MethodSource("io.rdrop.session.ModelKind#here")
    void predictsTheNextRowsAsTheLearnerWouldToTheLastBit(ModelKind kind) throws IOException {
        commit(kind);
        List<byte[]> next = kind.records().subList(LEARNED, LEARNED + ModelKind.BATCH);
        try (Predictor predictor = open();
                LocalRun run = new LocalRun(kind.config())) {
            List<Example> examples = kind.examples();
            examples.subList(0, LEARNED).forEach(run::add);
            Learner learner = run.learner(Example.DEFAULT_MODEL);
            double[] history = latestTargets(kind.config(), examples);
            List<Example> known = examples.subList(LEARNED, LEARNED + ModelKind.BATCH).stream()
                    .map(example -> example.withHistory(history))
                    .toList();

            List<Example> decoded = next.stream()
                    .map(record -> (Example) predictor.decode(record))
                    .toList();
            float[] expected =
                    onScaleOfTargets(kind, learner, learner.probe(known).predictions());
            assertThat(flat(predictor.predict(decoded))).containsExactly(expected);
            for (int i = 0; i < next.size(); i++) {
                float[] alone = onScaleOfTargets(
                        kind, learner, learner.probe(known.subList(i, i + 1)).predictions());
                assertThat(predictor.predict(next.get(i)).outputs()).containsExactly(alone);
                assertThat(predictor.predict(decoded.get(i).features()).outputs())
                        .containsExactly(alone);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("io.rdrop.session.ModelKind#here")
    void predictsEachAsItIsAloneToTheLastBitWhateverComesWithIt(ModelKind kind) throws IOException {
        commit(kind);
        List<byte[]> next = kind.records().subList(LEARNED - 40, LEARNED + ModelKind.BATCH);
        try (Predictor predictor = open()) {
            List<Example> decoded = next.stream()
                    .map(record -> (Example) predictor.decode(record))
                    .toList();
            for (int count : new int[] {1, 2, 7, decoded.size()}) {
                List<Prediction> together = predictor.predictEach(decoded.subList(0, count));
                assertThat(together).hasSize(count);
                for (int i = 0; i < count; i++) {
                    Prediction alone = predictor.predict(next.get(i));
                    assertThat(together.get(i).outputs()).containsExactly(alone.outputs());
                    assertThat(Double.compare(together.get(i).deviation(), alone.deviation()))
                            .isZero(); // NaN of classes
                }
            }
            assertThat(predictor.predictEach(List.of())).isEmpty();
        }
    }

    /**
     * Who learns with R-Drop tells how far passes are apart, the same for the same masks; and what it predicts has the
     * bits of a predictor that nobody asked.
     */
    @ParameterizedTest
    @MethodSource("io.rdrop.session.ModelKind#here")
    void tellsHowFarPassesAreApartAndPredictsAsIfNobodyHadAsked(ModelKind kind) throws IOException {
        commit(kind);
        List<byte[]> next = kind.records().subList(LEARNED, LEARNED + ModelKind.BATCH);
        try (Predictor asked = open();
                Predictor quiet = open()) {
            List<Example> decoded =
                    next.stream().map(record -> (Example) asked.decode(record)).toList();
            boolean hasOneTarget = Set.of(TaskType.Target.CLASS, TaskType.Target.NUMBER)
                    .contains(kind.config().task().target());
            int positive = 0;
            for (int i = 0; i < decoded.size(); i++) {
                OptionalDouble apart = asked.divergence(decoded.get(i), i);
                assertThat(apart.isPresent()).isEqualTo(hasOneTarget);
                assertThat(asked.divergence(decoded.get(i), i)).isEqualTo(apart);
                positive += apart.orElse(0) > 0 ? 1 : 0;
                assertThat(asked.predictEach(decoded.subList(0, i + 1)).get(i).outputs())
                        .containsExactly(quiet.predictEach(decoded.subList(0, i + 1))
                                .get(i)
                                .outputs());
                assertThat(asked.predict(decoded).get(i).outputs())
                        .containsExactly(quiet.predict(decoded).get(i).outputs());
            }
            // A row may have no unit to drop: none of its words is known, or none is active.
            assertThat(positive).isBetween(hasOneTarget ? decoded.size() / 2 : 0, hasOneTarget ? decoded.size() : 0);
        }
    }

    /** Whoever learns without R-Drop has no divergence to tell. */
    @Test
    void hasNoDivergenceWithoutRDrop() throws IOException {
        ModelKind kind = ModelKind.TABLE;
        JobConfig config = kind.configWith("r-drop: {alpha: 0, passes: 1}");
        try (ModelSession session = ModelSession.create("m", config, 1)) {
            kind.examples().subList(0, LEARNED).forEach(example -> session.add(example, 0));
            registry.commit(registry.stage(session.snapshot(0), "test"));
        }
        try (Predictor predictor = open()) {
            assertThat(predictor.divergence((Example) predictor.decode(ROW), 0)).isEmpty();
        }
    }

    private static double[] latestTargets(JobConfig config, List<Example> examples) {
        double[] latest = new double[config.history().labels()];
        for (int lag = 0; lag < latest.length; lag++) {
            latest[lag] = examples.get(LEARNED - 1 - lag).target();
        }
        return latest;
    }

    private static float[] onScaleOfTargets(ModelKind kind, Learner learner, float[] predictions) {
        float[] numbers = predictions.clone();
        if (kind.config().task() == TaskType.REGRESSION && !kind.config().hasPool()) {
            Map<?, ?> moments =
                    (Map<?, ?>) Objects.requireNonNull(learner.describe().get("target"));
            double mean = (double) Objects.requireNonNull(moments.get("mean"));
            double deviation = (double) Objects.requireNonNull(moments.get("deviation"));
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = (float) (numbers[i] * deviation + mean);
            }
        }
        return numbers;
    }

    private static float[] flat(List<Prediction> predictions) {
        int each = predictions.get(0).outputs().length;
        float[] flat = new float[predictions.size() * each];
        for (int i = 0; i < predictions.size(); i++) {
            System.arraycopy(predictions.get(i).outputs(), 0, flat, i * each, each);
        }
        return flat;
    }

    @Test
    void theLatestLabelsOfAVersionAreInputsAndAnExamplesOwnHistoryGoesBeforeThem() throws IOException {
        commit(ModelKind.HISTORY);
        try (Predictor predictor = open()) {
            Example example = (Example) predictor.decode(ROW);
            double[] latest = latestTargets(ModelKind.HISTORY.config(), ModelKind.HISTORY.examples());

            float[] asIs = predictor.predict(List.of(example)).get(0).outputs();
            assertThat(predictor
                            .predict(List.of(example.withHistory(latest)))
                            .get(0)
                            .outputs())
                    .containsExactly(asIs);
            assertThat(predictor
                            .predict(List.of(example.withHistory(new double[] {Double.NaN, Double.NaN})))
                            .get(0)
                            .outputs())
                    .isNotEqualTo(asIs);
        }
    }

    @Test
    void saysTheClassItsProbabilityAndTheVersion() throws IOException {
        commit(ModelKind.TABLE);
        try (Predictor predictor = open()) {
            Prediction prediction = predictor.predict(ROW);

            float most = Math.max(
                    prediction.outputs()[0],
                    Math.max(prediction.outputs()[1], prediction.outputs()[2]));
            assertThat(prediction.probability()).isEqualTo(most);
            assertThat(prediction.probability(prediction.label())).isEqualTo(most);
            assertThat(prediction.by().manifestSha256()).isEqualTo(registry.manifestSha256("m", 1));
            assertThat(prediction.by().version()).isEqualTo(1);
            assertThat(prediction.by().inputs().columns())
                    .contains(new Inputs.Column("x", true), new Inputs.Column("c", false));
            assertThatThrownBy(() -> prediction.probability("d")).hasMessageContaining("[a, b, c]");
            assertThatThrownBy(prediction::number).hasMessageContaining("predicts classes");
        }
    }

    @Test
    void aNumberComesWithTheErrorThatItIsExpectedToHave() throws IOException {
        commit(ModelKind.REGRESSION);
        try (Predictor predictor = open()) {
            Prediction prediction = predictor.predict(ROW);

            assertThat(prediction.deviation())
                    .isEqualTo(registry.manifest("m", 1).prequential().window().get(Score.RMSE))
                    .isGreaterThan(0);
        }
    }

    @Test
    void aPoolOfNumbersExpectsItsErrorForEachRecord() throws IOException {
        commit(ModelKind.NUMBER_POOL);
        try (Predictor predictor = open()) {
            List<Example> examples = ModelKind.NUMBER_POOL.examples();
            double rmse = registry.manifest("m", 1).prequential().window().get(Score.RMSE);

            assertThat(predictor.predict(examples)).allSatisfy(prediction -> assertThat(prediction.deviation())
                    .isGreaterThan(0)
                    .isFinite()
                    .isNotEqualTo(rmse));
        }
    }

    @Test
    void classesHaveNoDeviation() throws IOException {
        commit(ModelKind.TABLE);
        try (Predictor predictor = open()) {
            assertThat(predictor.predict(ROW).deviation()).isNaN();
        }
    }

    @Test
    void aVersionInWhichSomebodyFindsAProblemIsRefusedAndTheOldOneStays() throws IOException {
        commit(ModelKind.TABLE, 2);
        registry.rollback("m", 1);
        try (Predictor predictor = Predictor.of(registry, "m")
                .checkedBy(version -> version.version() == 2 ? Optional.of("is not wanted") : Optional.empty())
                .open()) {
            registry.pin("m", 2);

            assertThat(predictor.refresh()).isFalse();
            assertThat(predictor.version().version()).isEqualTo(1);
            assertThat(predictor.refused()).contains("version 2 of model m is not wanted");
        }
    }

    @Test
    void aVersionIsReadOnce() throws IOException {
        commit(ModelKind.TABLE);
        List<String> read = new ArrayList<>();
        RegistryStorage files = new LocalRegistryStorage(folder);
        RegistryStorage counting = (RegistryStorage) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {RegistryStorage.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("read")) {
                        read.add((String) arguments[0]);
                    }
                    return method.invoke(files, arguments);
                });
        Predictor.of(new ModelRegistry(counting, Clock.systemUTC()), "m").open().close();

        assertThat(read).doesNotHaveDuplicates();
    }

    @Test
    void aLongCategoryIsKnownByItsHashAlsoInTypedFeatures() throws IOException {
        commit(ModelKind.TABLE);
        String category = "k".repeat(1000);
        try (Predictor predictor = open()) {
            float[] typed = predictor
                    .predict(new TableFeatures(new double[] {1, 2}, new @Nullable String[] {category}))
                    .outputs();

            assertThat(predictor
                            .predict(("{\"features\":[1,2,\"" + category + "\"]}").getBytes(UTF_8))
                            .outputs())
                    .containsExactly(typed);
        }
    }

    @Test
    void saysWhatIsWrongWithARecord() throws IOException {
        commit(ModelKind.TABLE);
        byte[] wrong = "{\"features\":{\"x\":1}}".getBytes(UTF_8);
        try (Predictor predictor = open()) {
            assertThatThrownBy(() -> predictor.predict(wrong))
                    .isInstanceOfSatisfying(RefusedRecordException.class, e -> assertThat(e.reason())
                            .isEqualTo(RejectionReason.MISSING_COLUMN))
                    .hasMessageContaining("missing-column: column y is missing");
            assertThat(predictor.decode(wrong)).isInstanceOf(Rejection.class);
            assertThatThrownBy(() -> predictor.predict(new TableFeatures(new double[1], new String[0])))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void goesOverToTheLatestVersionWhenAskedTo() throws IOException {
        commit(ModelKind.TABLE, 2);
        registry.pin("m", 1);
        try (Predictor predictor = open();
                Predictor first = Predictor.of(registry, "m").version(1).open()) {
            float[] before = predictor.predict(ROW).outputs();
            assertThat(predictor.refresh()).isFalse();

            registry.unpin("m");
            assertThat(predictor.predict(ROW).by().version()).isEqualTo(1);
            assertThat(predictor.refresh()).isTrue();

            assertThat(predictor.predict(ROW).by().version()).isEqualTo(2);
            assertThat(predictor.predict(ROW).outputs()).isNotEqualTo(before);
            assertThat(first.refresh()).isFalse();
            assertThat(first.predict(ROW).outputs()).containsExactly(before);
        }
    }

    @Test
    void refusesAVersionThatDoesNotHoldAndKeepsTheOldOne() throws IOException {
        commit(ModelKind.TABLE, 2);
        registry.pin("m", 1);
        Path damaged = folder.resolve("m/00000002/model.zip");
        byte[] sound = Files.readAllBytes(damaged);
        byte[] content = sound.clone();
        content[content.length / 2] ^= 1;
        Files.write(damaged, content);
        try (Predictor predictor = open()) {
            registry.unpin("m");
            assertThat(predictor.refresh()).isFalse();

            assertThat(predictor.refused()).hasValueSatisfying(why -> assertThat(why)
                    .contains("version 2 of model m", "m/00000002/model.zip"));
            assertThat(predictor.predict(ROW).by().version()).isEqualTo(1);

            Files.write(damaged, sound);
            assertThat(predictor.refresh()).isTrue();
            assertThat(predictor.refused()).isEmpty();
        }
    }

    @Test
    void goesOnWhereItsVersionIsDeleted() throws Exception {
        commit(ModelKind.TABLE, 2);
        registry.pin("m", 1);
        try (Predictor predictor = Predictor.of(registry, "m").atMost(2).open()) {
            registry.unpin("m");
            registry.prune("m", 1, 0);
            assertThat(registry.versions("m")).containsExactly(2L);

            List<float[]> both = atTheSameTime(2, () -> predictor.predict(ROW).outputs());

            assertThat(both.get(0)).containsExactly(both.get(1));
        }
    }

    @Test
    void threadsGetTheirOwnAnswersWhileVersionsChange() throws Exception {
        commit(ModelKind.TABLE, 2);
        List<byte[]> records = ModelKind.TABLE.records();
        List<List<float[]>> expected = new ArrayList<>();
        for (long version = 1; version <= 2; version++) {
            try (Predictor alone = Predictor.of(registry, "m").version(version).open()) {
                expected.add(records.stream()
                        .map(record -> alone.predict(record).outputs())
                        .toList());
            }
        }
        try (Predictor predictor = Predictor.of(registry, "m").atMost(3).open()) {
            atTheSameTime(6, () -> {
                for (int round = 0; round < 20; round++) {
                    registryMoves(round);
                    predictor.refresh();
                    for (int i = 0; i < records.size(); i++) {
                        Prediction prediction = predictor.predict(records.get(i));
                        assertThat(prediction.outputs())
                                .containsExactly(
                                        expected.get((int) prediction.by().version() - 1)
                                                .get(i));
                    }
                }
                return 0;
            });
        }
    }

    /** Only one thread may write. */
    private synchronized void registryMoves(int round) throws IOException {
        registry.pin("m", 1 + round % 2);
    }

    private static <T> List<T> atTheSameTime(int threads, Callable<T> work) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            CountDownLatch start = new CountDownLatch(threads);
            List<Future<T>> all = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                all.add(pool.submit(() -> {
                    start.countDown();
                    start.await();
                    return work.call();
                }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> each : all) {
                results.add(each.get());
            }
            return results;
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void saysWhatIsNotThere() throws IOException {
        assertThatThrownBy(this::open)
                .isInstanceOf(RegistryException.class)
                .hasMessage("model m has no latest version");
        commit(ModelKind.TABLE);
        assertThatThrownBy(() -> Predictor.of(registry, "m").version(7).open())
                .hasMessageContaining("model m has no version 7 but [1]");
        assertThatThrownBy(() -> Predictor.of(registry, "m").atMost(0).open()).hasMessageContaining("was 0");
        assertThatThrownBy(() -> Predictor.of(registry, "m")
                        .version(1)
                        .following(Duration.ofSeconds(1))
                        .open())
                .hasMessageContaining("version 1 is to stay");
    }

    @Test
    void predictsNothingAfterItsEnd() throws IOException {
        commit(ModelKind.TABLE);
        Predictor predictor =
                Predictor.of(registry, "m").following(Duration.ofHours(1)).open();
        predictor.close();
        predictor.close();

        assertThat(predictor.refresh()).isFalse();
        assertThatThrownBy(() -> predictor.predict(ROW)).hasMessage("the predictor of model m is closed");
    }
}
