package io.rdrop.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.rdrop.example.Score;
import io.rdrop.example.Scores;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegressionEvaluatorTest {
    private static final List<Score> SCORES = List.of(
            Score.MAE,
            Score.RMSE,
            Score.R2,
            Score.LAST_VALUE_MAE,
            Score.LAST_VALUE_RMSE,
            Score.RUNNING_MEAN_MAE,
            Score.RUNNING_MEAN_RMSE);

    @Test
    void theFirstExampleIsScoredForNobody() {
        RegressionEvaluator evaluator = new RegressionEvaluator(3);
        add(evaluator, 5, 1_000);
        for (Scores scores : List.of(evaluator.cumulative(), evaluator.window())) {
            assertThat(scores.examples()).isZero();
            assertThat(scores.values()).containsOnlyKeys(SCORES);
            assertThat(scores.values().values())
                    .allSatisfy(value -> assertThat(value).isNaN());
        }
        add(evaluator, 6, 6);
        assertThat(evaluator.cumulative().examples()).isOne();
        assertThat(evaluator.cumulative().get(Score.MAE)).isZero();
        assertThat(evaluator.cumulative().get(Score.R2)).isZero(); // one target does not vary
    }

    @Test
    void scoresAHandWorkedStream() {
        RegressionEvaluator evaluator = new RegressionEvaluator(2);
        // target, prediction:   error  last value  mean before
        add(evaluator, 2, 9);
        add(evaluator, 4, 3); // 1      2           |4 - 2|
        add(evaluator, 9, 7); // 2      5           |9 - 3|
        add(evaluator, 1, 5); // 4      8           |1 - 5|
        Scores all = evaluator.cumulative();
        assertThat(all.examples()).isEqualTo(3);
        assertThat(all.get(Score.MAE)).isCloseTo(7 / 3.0, within(1e-15));
        assertThat(all.get(Score.RMSE)).isCloseTo(Math.sqrt(21 / 3.0), within(1e-15));
        // targets 4, 9, 1 have mean 14/3 and squared deviations 98 - 3 (14/3)^2
        assertThat(all.get(Score.R2)).isCloseTo(1 - 21 / (98 - 196 / 3.0), within(1e-14));
        assertThat(all.get(Score.LAST_VALUE_MAE)).isCloseTo(5, within(1e-15));
        assertThat(all.get(Score.LAST_VALUE_RMSE)).isCloseTo(Math.sqrt(93 / 3.0), within(1e-15));
        assertThat(all.get(Score.RUNNING_MEAN_MAE)).isCloseTo(4, within(1e-15));
        assertThat(all.get(Score.RUNNING_MEAN_RMSE)).isCloseTo(Math.sqrt(56 / 3.0), within(1e-15));
        Scores last = evaluator.window();
        assertThat(last.examples()).isEqualTo(2);
        assertThat(last.get(Score.MAE)).isEqualTo(3);
        assertThat(last.get(Score.RMSE)).isCloseTo(Math.sqrt(10), within(1e-15));
        assertThat(last.get(Score.R2)).isCloseTo(1 - 20 / 32.0, within(1e-15));
        assertThat(last.get(Score.LAST_VALUE_MAE)).isEqualTo(6.5);
        assertThat(last.get(Score.RUNNING_MEAN_MAE)).isEqualTo(5);
    }

    @Test
    void targetsThatDoNotVaryHaveNoVarianceToExplain() {
        RegressionEvaluator evaluator = new RegressionEvaluator(10);
        for (int i = 0; i < 5; i++) {
            add(evaluator, 0.1, 3);
        }
        assertThat(evaluator.cumulative().get(Score.R2)).isZero();
        assertThat(evaluator.cumulative().get(Score.LAST_VALUE_MAE)).isZero();
        assertThat(evaluator.cumulative().get(Score.RUNNING_MEAN_MAE)).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 1024, 1500, 10_000})
    void windowEqualsARecountOfItsLastExamples(int window) {
        RegressionEvaluator evaluator = new RegressionEvaluator(window);
        SplittableRandom random = new SplittableRandom(window);
        List<double[]> seen = new ArrayList<>();
        double sum = 0;
        for (int i = 0; i < 4_000; i++) {
            double target = 50 + random.nextDouble(-3, 3);
            float prediction = (float) (target + random.nextDouble(-1, 1));
            if (i > 0) {
                seen.add(new double[] {target, prediction, seen.isEmpty() ? sum : seen.get(i - 2)[0], sum / i});
            }
            add(evaluator, target, prediction);
            sum += target;
        }
        assertEqual(evaluator.window(), seen.subList(3_999 - Math.min(window, 3_999), 3_999));
        assertEqual(evaluator.cumulative(), seen);
    }

    @Test
    void keepsItsDigitsOverALongStreamFarFromZero() {
        RegressionEvaluator evaluator = new RegressionEvaluator(1);
        int examples = 2_000_000;
        // targets 1e6 and 1e6 + 1 in turn, each predicted a quarter too high
        for (int i = 0; i <= examples; i++) {
            add(evaluator, 1e6 + i % 2, 1e6f + i % 2 + 0.25f);
        }
        Scores scores = evaluator.cumulative();
        assertThat(scores.get(Score.MAE)).isEqualTo(0.25);
        assertThat(scores.get(Score.RMSE)).isEqualTo(0.25);
        assertThat(scores.get(Score.R2)).isCloseTo(1 - 0.0625 / 0.25, within(1e-9));
        assertThat(scores.get(Score.LAST_VALUE_MAE)).isEqualTo(1);
        assertThat(scores.get(Score.RUNNING_MEAN_MAE)).isCloseTo(0.5, within(1e-5));
    }

    @Test
    void windowForgetsAHugeErrorCompletely() {
        RegressionEvaluator evaluator = new RegressionEvaluator(2);
        add(evaluator, 0, 0);
        add(evaluator, 1, 0x1p100f);
        assertThat(evaluator.window().get(Score.RMSE)).isCloseTo(0x1p100, within(1.0));
        add(evaluator, 2, 1.5f);
        add(evaluator, 3, 3.5f);
        assertThat(evaluator.window().get(Score.MAE)).isEqualTo(0.5);
        assertThat(evaluator.window().get(Score.RMSE)).isEqualTo(0.5);
    }

    @ParameterizedTest
    @ValueSource(
            floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MAX_VALUE, -Float.MAX_VALUE})
    void aPredictionThatIsNotFiniteCountsAsTheLargestErrorSoFar(float prediction) {
        RegressionEvaluator evaluator = new RegressionEvaluator(1);
        add(evaluator, 0, 0);
        add(evaluator, 1, 8);
        add(evaluator, 2, 2);
        add(evaluator, 3, prediction);
        assertThat(evaluator.window().get(Score.MAE)).isEqualTo(7);
        add(evaluator, 4, 4);
        assertThat(evaluator.cumulative().get(Score.MAE)).isEqualTo(14 / 4.0);
        assertThat(evaluator.cumulative().get(Score.RMSE)).isCloseTo(Math.sqrt(98 / 4.0), within(1e-15));
    }

    @Test
    void aPredictionThatIsNotFiniteIsNeverBetterThanAReferee() {
        RegressionEvaluator evaluator = new RegressionEvaluator(1);
        add(evaluator, 0, Float.NaN);
        add(evaluator, 10, Float.NaN);
        assertThat(evaluator.window().get(Score.MAE)).isEqualTo(10);
        add(evaluator, -90, Float.NaN); // last value is off by 100, the mean of 0 and 10 by 95
        assertThat(evaluator.window().get(Score.MAE)).isEqualTo(100);
        add(evaluator, -90, Float.NaN); // neither error of the referees' becomes the model's own
        assertThat(evaluator.window().get(Score.MAE)).isCloseTo(90 - 80 / 3.0, within(1e-12));
    }

    @Test
    void theLargestNumbersStayFinite() {
        RegressionEvaluator evaluator = new RegressionEvaluator(10);
        for (int i = 0; i < 6; i++) {
            add(evaluator, i % 2 == 0 ? Float.MAX_VALUE : -Float.MAX_VALUE, 0);
        }
        for (Scores scores : List.of(evaluator.cumulative(), evaluator.window())) {
            assertThat(scores.values().values())
                    .allSatisfy(value -> assertThat(value).isFinite());
            assertThat(scores.get(Score.LAST_VALUE_RMSE)).isEqualTo(2.0 * Float.MAX_VALUE);
        }
    }

    @Test
    void readsItsRowOfABatch() {
        RegressionEvaluator evaluator = new RegressionEvaluator(10);
        float[] batch = {1, 2, 3};
        evaluator.add(0, batch, 0);
        evaluator.add(3, batch, 2);
        assertThat(evaluator.cumulative().get(Score.MAE)).isZero();
        assertThat(batch).containsExactly(1, 2, 3);
    }

    @Test
    void rejectsWhatIsOutOfRangeAndScoresNothing() {
        RegressionEvaluator evaluator = new RegressionEvaluator(10);
        add(evaluator, 1, 1);
        for (double target : new double[] {Double.NaN, Double.POSITIVE_INFINITY, 1e39}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> add(evaluator, target, 1))
                    .withMessage("target must be finite (float32) but was " + target);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> evaluator.add(1, new float[2], 2))
                .withMessage("predictions must hold one at 2 but held 2 in all");
        assertThatIllegalArgumentException().isThrownBy(() -> evaluator.add(1, new float[2], -1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RegressionEvaluator(0))
                .withMessage("window must be >= 1 but was 0");
        assertThat(evaluator.cumulative().examples()).isZero();
        add(evaluator, 2, 2);
        assertThat(evaluator.cumulative().get(Score.LAST_VALUE_MAE)).isOne(); // 1 is still the previous target
    }

    private static void add(RegressionEvaluator evaluator, double target, float prediction) {
        evaluator.add(target, new float[] {prediction}, 0);
    }

    /**
     * @param seen target, prediction, previous target, mean of the targets before; the first previous target is their
     * sum
     */
    private static void assertEqual(Scores scores, List<double[]> seen) {
        double n = seen.size();
        double mean = seen.stream().mapToDouble(each -> each[0]).sum() / n;
        double variation =
                seen.stream().mapToDouble(each -> square(each[0] - mean)).sum();
        double[] absolute = new double[4];
        double[] squared = new double[4];
        for (double[] each : seen) {
            for (int predictor = 1; predictor < 4; predictor++) {
                absolute[predictor] += Math.abs(each[0] - each[predictor]) / n;
                squared[predictor] += square(each[0] - each[predictor]) / n;
            }
        }
        assertThat(scores.examples()).isEqualTo(seen.size());
        assertThat(scores.get(Score.MAE)).isCloseTo(absolute[1], within(1e-12));
        assertThat(scores.get(Score.RMSE)).isCloseTo(Math.sqrt(squared[1]), within(1e-12));
        assertThat(scores.get(Score.R2)).isCloseTo(n == 1 ? 0 : 1 - squared[1] * n / variation, within(1e-9));
        assertThat(scores.get(Score.LAST_VALUE_MAE)).isCloseTo(absolute[2], within(1e-12));
        assertThat(scores.get(Score.LAST_VALUE_RMSE)).isCloseTo(Math.sqrt(squared[2]), within(1e-12));
        assertThat(scores.get(Score.RUNNING_MEAN_MAE)).isCloseTo(absolute[3], within(1e-9));
        assertThat(scores.get(Score.RUNNING_MEAN_RMSE)).isCloseTo(Math.sqrt(squared[3]), within(1e-9));
    }

    private static double square(double value) {
        return value * value;
    }
}
