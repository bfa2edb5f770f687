package io.rdrop.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.evaluate.PrequentialEvaluator;
import io.rdrop.example.Example;
import io.rdrop.example.Outliers;
import io.rdrop.example.Score;
import io.rdrop.example.Scores;
import io.rdrop.example.SourcePosition;
import io.rdrop.example.StepReport;
import io.rdrop.example.TableFeatures;
import io.rdrop.state.MemoryChunks;
import io.rdrop.state.StateParts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Extreme numbers in a stream of two columns, both of which say something about the label. */
class OutliersTest {
    private static final int BEFORE = 3000;
    private static final int AFTER = 2000;

    private static final String COLUMNS = """
            features: [{name: price}, {name: demand}]
            model: {hidden: [16]}
            """;
    private static final JobConfig CLASSES =
            JobConfigs.parse(COLUMNS + "label: {classes: [down, up]}\n", "classes", List.of());
    private static final JobConfig NUMBERS = JobConfigs.parse(
            COLUMNS + "task: regression\nhistory: {labels: 1}\n", "numbers", List.of("model.gradient-clip=5"));

    /** What becomes of a row: it may change its numbers, and returns its label. */
    private interface Row {
        double change(int row, double[] numbers, double label);
    }

    private static Example example(JobConfig config, int row, Row change) {
        SplittableRandom random = new SplittableRandom(row);
        double price = random.nextDouble(-1, 1);
        double demand = random.nextDouble(-1, 1);
        double sum = price + demand + 0.2 * random.nextDouble(-1, 1);
        double label = config.label().classes().isEmpty() ? 100 + 10 * sum : sum > 0 ? 1 : 0;
        double[] numbers = {10 + 2 * price, 300 * demand};
        double changed = change.change(row, numbers, label);
        return new Example(
                new SourcePosition("examples", 0, row, 0),
                "row " + row,
                "default",
                0,
                new TableFeatures(numbers, new String[0]),
                changed);
    }

    private static List<StepReport> feed(ModelSession session, JobConfig config, int from, int to, Row change) {
        List<StepReport> reports = new ArrayList<>();
        for (int row = from; row < to; row++) {
            StepReport report = session.add(example(config, row, change), 0);
            if (report != null) {
                reports.add(report);
            }
        }
        return reports;
    }

    /** Share of right predictions of rows [from, to). */
    private static double accuracy(int from, int to, Row change) {
        try (LocalRun run = new LocalRun(CLASSES)) {
            double before = 0;
            for (int row = 0; row < to; row++) {
                if (row == from) {
                    before = right(run.learner("default").evaluator());
                }
                run.add(example(CLASSES, row, change));
            }
            return (right(run.learner("default").evaluator()) - before) / (to - from);
        }
    }

    private static double right(PrequentialEvaluator evaluator) {
        Scores scores = evaluator.cumulative();
        return scores.examples() * scores.get(Score.ACCURACY);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1e6, 1", "1, 1e30, 1", "10, 1e6, 1", "10, 1e30, 1", "100, 1e6, 1", "100, -1e30, 1",
        "1, 1e6, 2", "1, 1e30, 2", "10, 1e6, 2", "10, 1e30, 2", "100, 1e6, 2", "100, -1e30, 2",
    })
    void whatFollowsOutliersIsPredictedAsWithoutThem(int outliers, double value, int columns) {
        int from = BEFORE + 104; // a micro-batch begins
        double accuracy = accuracy(from, from + AFTER, (row, numbers, label) -> {
            if (row >= BEFORE && row < BEFORE + outliers) {
                Arrays.fill(numbers, 0, columns, value);
            }
            return label;
        });

        assertThat(accuracy).isGreaterThan(accuracy(from, from + AFTER, (row, numbers, label) -> label) - 0.01);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1000, 1e-3})
    void aUnitThatChangesForGoodIsLearnedAgain(double unit) {
        int from = BEFORE + 2000;
        double accuracy = accuracy(from, from + 1000, (row, numbers, label) -> {
            numbers[0] *= row < BEFORE ? 1 : unit;
            return label;
        });

        assertThat(accuracy).isGreaterThan(accuracy(from, from + 1000, (row, numbers, label) -> label) - 0.01);
    }

    @Test
    void outliersAreReportedByColumnWithTheLargest() {
        Row change = (row, numbers, label) -> {
            numbers[0] = row == 801 || row == 803 ? 1e9 * (row - 800) : numbers[0];
            numbers[1] = row == 802 ? -1e30 : numbers[1];
            return label;
        };
        try (ModelSession session = ModelSession.create("default", CLASSES, 1)) {
            List<Outliers> expected = List.of(
                    new Outliers("price", 2, 3e9, new SourcePosition("examples", 0, 803, 0)),
                    new Outliers("demand", 1, -1e30, new SourcePosition("examples", 0, 802, 0)));

            List<StepReport> reports = feed(session, CLASSES, 0, 1200, change);

            assertThat(reports)
                    .filteredOn(report -> !report.outliers().isEmpty())
                    .singleElement()
                    .satisfies(report -> assertThat(report.outliers()).isEqualTo(expected));
            assertThat(session.outliers()).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 1000, 1208, 1400})
    void aRestoredModelGoesOnWithTheSameBytes(int at) throws IOException {
        Row change = (row, numbers, label) -> {
            numbers[0] = row == 3 || row % 500 == 0 ? 1e30 : numbers[0];
            numbers[1] *= row < 1100 ? 1 : 1e6;
            return row == 1004 ? 1e20 : label;
        };
        try (ModelSession session = ModelSession.create("default", NUMBERS, 1)) {
            feed(session, NUMBERS, 0, at, change);
            StateParts stored = new StateParts(new MemoryChunks(), StateParts.CHUNK_BYTES);
            session.save(stored);
            try (ModelSession restored = ModelSession.restore("default", NUMBERS, stored, 1, 0)) {
                feed(session, NUMBERS, at, 2000, change);
                feed(restored, NUMBERS, at, 2000, change);

                assertThat(saved(restored)).containsExactlyInAnyOrderEntriesOf(saved(session));
                assertThat(restored.outliers()).isEqualTo(session.outliers()).hasSize(3);
            }
        }
    }

    /** All parts but the last report, which has the time of its step; the directory has checksums of all. */
    private static Map<String, byte[]> saved(ModelSession session) throws IOException {
        MemoryChunks chunks = new MemoryChunks();
        session.save(new StateParts(chunks, StateParts.CHUNK_BYTES));
        Map<String, byte[]> kept = new TreeMap<>(chunks.kept());
        kept.keySet().removeAll(List.of("parts", "last-report/0"));
        return kept;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 20, 2000})
    void anOutlierAmongTheLabelsOfARegressionIsNeitherLearnedNorScored(int at) {
        Scores clean = regression(-1);

        Scores scores = regression(at);

        assertThat(scores.get(Score.MAE)).isCloseTo(clean.get(Score.MAE), within(0.1 * clean.get(Score.MAE)));
    }

    /** Scores over the last 1000 of 3000 rows. */
    private static Scores regression(int outlierAt) {
        try (ModelSession session = ModelSession.create("default", NUMBERS, 1)) {
            List<StepReport> reports =
                    feed(session, NUMBERS, 0, BEFORE, (row, numbers, label) -> row == outlierAt ? 1e30 : label);
            StepReport last = reports.get(reports.size() - 1);
            if (outlierAt > 10) {
                assertThat(session.outliers())
                        .containsExactly(
                                new Outliers("label", 1, 1e30, new SourcePosition("examples", 0, outlierAt, 0)));
                assertThat(last.cumulative().examples()).isEqualTo(BEFORE - 2);
                assertThat(last.cumulative().get(Score.MAE)).isLessThan(100);
            }
            return last.window();
        }
    }
}
