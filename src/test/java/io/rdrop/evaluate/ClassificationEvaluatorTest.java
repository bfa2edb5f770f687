package io.rdrop.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.rdrop.example.Score;
import io.rdrop.example.Scores;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClassificationEvaluatorTest {
    @Test
    void scoresAreNaNBeforeTheFirstExample() {
        ClassificationEvaluator evaluator = new ClassificationEvaluator(2, 3);
        for (Scores scores : List.of(evaluator.cumulative(), evaluator.window())) {
            assertThat(scores.examples()).isZero();
            assertThat(scores.get(Score.ACCURACY)).isNaN();
            assertThat(scores.get(Score.KAPPA)).isNaN();
            assertThat(scores.get(Score.LOG_LOSS)).isNaN();
            assertThat(scores.get(Score.NO_CHANGE_ACCURACY)).isNaN();
            assertThat(scores.get(Score.MAJORITY_ACCURACY)).isNaN();
        }
    }

    @Test
    void scoresAHandWorkedStream() {
        ClassificationEvaluator evaluator = new ClassificationEvaluator(2, 3);
        // label, p(1):           predicts  no-change  majority
        add(evaluator, 1, 0.75f); // 1 hit    -          -
        add(evaluator, 0, 0.75f); // 1        1          1
        add(evaluator, 0, 0.25f); // 0 hit    0 hit      0 hit (tie, lowest)
        add(evaluator, 1, 0.25f); // 0        0          0
        add(evaluator, 1, 0.75f); // 1 hit    1 hit      0 (tie, lowest)
        add(evaluator, 1, 0.5f); //  0 (tie)  1 hit      1 hit
        Scores all = evaluator.cumulative();
        assertThat(all.examples()).isEqualTo(6);
        assertThat(all.get(Score.ACCURACY)).isEqualTo(3 / 6.0);
        // labels 2:4, predictions 3:3, chance = (2*3 + 4*3) / 36 = 1/2
        assertThat(all.get(Score.KAPPA)).isCloseTo(0, within(1e-15));
        assertThat(all.get(Score.LOG_LOSS))
                .isCloseTo(-(3 * Math.log(0.75) + 2 * Math.log(0.25) + Math.log(0.5)) / 6, within(1e-12));
        assertThat(all.get(Score.NO_CHANGE_ACCURACY)).isEqualTo(3 / 6.0);
        assertThat(all.get(Score.MAJORITY_ACCURACY)).isEqualTo(2 / 6.0);
        assertThat(all.get(Score.CONSTANT_ACCURACY)).isEqualTo(4 / 6.0);
        Scores last = evaluator.window();
        assertThat(last.examples()).isEqualTo(3);
        assertThat(last.get(Score.ACCURACY)).isEqualTo(1 / 3.0);
        assertThat(last.get(Score.KAPPA)).isZero(); // labels 0:3, predictions 2:1, chance = 1/3
        assertThat(last.get(Score.LOG_LOSS))
                .isCloseTo(-(Math.log(0.75) + Math.log(0.25) + Math.log(0.5)) / 3, within(1e-12));
        assertThat(last.get(Score.NO_CHANGE_ACCURACY)).isEqualTo(2 / 3.0);
        assertThat(last.get(Score.MAJORITY_ACCURACY)).isEqualTo(1 / 3.0);
        assertThat(last.get(Score.CONSTANT_ACCURACY)).isOne();
    }

    @Test
    void whereLabelsTakeTurnsOnlyTheBestConstantIsChance() {
        ClassificationEvaluator evaluator = new ClassificationEvaluator(2, 100);
        for (int i = 0; i < 1_000; i++) {
            add(evaluator, 1 - i % 2, 0.6f);
        }
        assertThat(evaluator.cumulative().get(Score.NO_CHANGE_ACCURACY)).isZero();
        assertThat(evaluator.cumulative().get(Score.MAJORITY_ACCURACY)).isLessThan(0.51);
        assertThat(evaluator.cumulative().get(Score.CONSTANT_ACCURACY)).isEqualTo(0.5);
        assertThat(evaluator.window().get(Score.CONSTANT_ACCURACY)).isEqualTo(0.5);
    }

    @Test
    void kappaComesFromTheMarginals() {
        ClassificationEvaluator evaluator = new ClassificationEvaluator(2, 100);
        repeat(evaluator, 20, 1, 1);
        repeat(evaluator, 5, 0, 1);
        repeat(evaluator, 10, 1, 0);
        repeat(evaluator, 15, 0, 0);
        // the textbook example: agreement 0.7, chance 0.5
        assertThat(evaluator.cumulative().get(Score.KAPPA)).isCloseTo(0.4, within(1e-12));
        assertThat(evaluator.window().get(Score.KAPPA)).isCloseTo(0.4, within(1e-12));
    }

    @Test
    void kappaIsZeroWhereChanceAgreementIsOne() {
        ClassificationEvaluator evaluator = new ClassificationEvaluator(3, 10);
        repeat(evaluator, 7, 2, 2);
        assertThat(evaluator.cumulative().get(Score.ACCURACY)).isOne();
        assertThat(evaluator.cumulative().get(Score.KAPPA)).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 1024, 1500, 10_000})
    void windowEqualsARecountOfItsLastExamples(int window) {
        ClassificationEvaluator evaluator = new ClassificationEvaluator(3, window);
        SplittableRandom random = new SplittableRandom(window);
        List<Outcome> outcomes = new ArrayList<>();
        double[] seen = new double[3];
        int previous = -1;
        for (int i = 0; i < 4000; i++) {
            int label = random.nextInt(3);
            float[] p = {random.nextInt(4) / 4f, random.nextInt(4) / 4f, random.nextInt(4) / 4f};
            int majority = i == 0 ? -1 : argmax(seen[0], seen[1], seen[2]);
            double loss = -Math.log(Math.max(1e-15, p[label]));
            int prediction = argmax(p[0], p[1], p[2]);
            int confidence = Math.round(p[prediction] * (1 << 24));
            outcomes.add(new Outcome(label, prediction, confidence, loss, label == previous, label == majority));
            evaluator.add(label, p, 0);
            previous = label;
            seen[label]++;
        }
        assertEqual(evaluator.window(), outcomes.subList(4000 - Math.min(window, 4000), 4000));
        assertEqual(evaluator.cumulative(), outcomes);
    }

    @Test
    void windowLogLossForgetsAHugeLossCompletely() {
        ClassificationEvaluator evaluator = new ClassificationEvaluator(2, 2);
        add(evaluator, 1, 0);
        assertThat(evaluator.window().get(Score.LOG_LOSS)).isCloseTo(-Math.log(1e-15), within(1e-9));
        add(evaluator, 1, 1);
        add(evaluator, 1, 1);
        assertThat(evaluator.window().get(Score.LOG_LOSS)).isZero();
    }

    @Test
    void calibrationErrorIsTheMeanGapOfItsBins() {
        ClassificationEvaluator evaluator = new ClassificationEvaluator(2, 100);
        assertThat(evaluator.cumulative().get(Score.CALIBRATION_ERROR)).isNaN();
        // 4 of 5 right at 0.9, 1 of 5 right at 0.65: gaps 0.1 and 0.45, half of the examples each
        for (int i = 0; i < 5; i++) {
            add(evaluator, i < 4 ? 1 : 0, 0.9f);
            add(evaluator, i < 1 ? 1 : 0, 0.65f);
        }
        assertThat(evaluator.cumulative().get(Score.CALIBRATION_ERROR)).isCloseTo(0.275, within(1e-7));
        assertThat(evaluator.window().get(Score.CALIBRATION_ERROR)).isCloseTo(0.275, within(1e-7));
    }

    @Test
    void gapsOfOppositeSignCancelWithinABinAndNotAcrossBins() {
        ClassificationEvaluator within = new ClassificationEvaluator(2, 100);
        ClassificationEvaluator across = new ClassificationEvaluator(2, 100);
        add(within, 1, 0.75f);
        add(within, 0, 0.78f);
        add(across, 1, 0.75f); // (11/15, 12/15]
        add(across, 0, 0.81f); // (12/15, 13/15]
        assertThat(within.cumulative().get(Score.CALIBRATION_ERROR)).isCloseTo((0.78 - 0.25) / 2, within(1e-7));
        assertThat(across.cumulative().get(Score.CALIBRATION_ERROR)).isCloseTo((0.81 + 0.25) / 2, within(1e-7));
    }

    @Test
    void aSureModelThatIsRightIsCalibrated() {
        ClassificationEvaluator evaluator = new ClassificationEvaluator(2, 2);
        add(evaluator, 0, 1);
        assertThat(evaluator.window().get(Score.CALIBRATION_ERROR)).isOne();
        add(evaluator, 1, 1);
        add(evaluator, 1, 1);
        assertThat(evaluator.window().get(Score.CALIBRATION_ERROR)).isZero();
        evaluator.add(
                1, new float[] {Float.NaN, Float.NaN}, 0); // predicts 0 with confidence 0, which is what it deserves
        assertThat(evaluator.window().get(Score.CALIBRATION_ERROR)).isZero();
        evaluator.add(1, new float[] {-1, 1.5f}, 0);
        assertThat(evaluator.window().get(Score.CALIBRATION_ERROR)).isZero();
    }

    @Test
    void impossibleProbabilitiesAreBounded() {
        ClassificationEvaluator evaluator = new ClassificationEvaluator(2, 10);
        evaluator.add(1, new float[] {Float.NaN, Float.NaN}, 0); // predicts 0
        assertThat(evaluator.cumulative().get(Score.LOG_LOSS)).isCloseTo(-Math.log(1e-15), within(1e-12));
        assertThat(evaluator.cumulative().get(Score.ACCURACY)).isZero();
        evaluator.add(1, new float[] {Float.NaN, 1.0000002f}, 0);
        assertThat(evaluator.window().get(Score.LOG_LOSS)).isCloseTo(-Math.log(1e-15) / 2, within(1e-12));
        assertThat(evaluator.cumulative().get(Score.ACCURACY)).isEqualTo(0.5);
    }

    @Test
    void readsItsRowOfABatch() {
        ClassificationEvaluator evaluator = new ClassificationEvaluator(2, 10);
        float[] batch = {0.9f, 0.1f, 0.2f, 0.8f};
        evaluator.add(1, batch, 2);
        assertThat(evaluator.cumulative().get(Score.ACCURACY)).isOne();
        assertThat(evaluator.cumulative().get(Score.LOG_LOSS)).isEqualTo(-Math.log(0.8f));
    }

    @Test
    void cumulativeLogLossKeepsItsDigitsOverALongStream() {
        ClassificationEvaluator evaluator = new ClassificationEvaluator(2, 1);
        float[] p = {0.1f, 0.9f};
        for (int i = 0; i < 2_000_000; i++) {
            evaluator.add(0, p, 0);
        }
        assertThat(evaluator.cumulative().get(Score.LOG_LOSS)).isCloseTo(-Math.log(0.1f), within(5e-16));
    }

    @Test
    void rejectsWhatIsOutOfRangeAndScoresNothing() {
        ClassificationEvaluator evaluator = new ClassificationEvaluator(2, 10);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> evaluator.add(2, new float[2], 0))
                .withMessage("label must be within 0..1 but was 2.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> evaluator.add(-1, new float[2], 0))
                .withMessageContaining("-1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> evaluator.add(0, new float[3], 2))
                .withMessage("probabilities must hold 2 values from 2 but held 3 in all");
        assertThatIllegalArgumentException().isThrownBy(() -> evaluator.add(0, new float[3], -1));
        assertThatIllegalArgumentException().isThrownBy(() -> new ClassificationEvaluator(0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new ClassificationEvaluator(1, 0));
        assertThat(evaluator.cumulative().examples()).isZero();
    }

    private static void add(ClassificationEvaluator evaluator, int label, float probabilityOfOne) {
        evaluator.add(label, new float[] {1 - probabilityOfOne, probabilityOfOne}, 0);
    }

    private static void repeat(ClassificationEvaluator evaluator, int times, int label, int prediction) {
        float[] p = new float[3];
        p[prediction] = 1;
        for (int i = 0; i < times; i++) {
            evaluator.add(label, p, 0);
        }
    }

    private static int argmax(double first, double second, double third) {
        if (first >= second && first >= third) {
            return 0;
        }
        return second >= third ? 1 : 2;
    }

    private static void assertEqual(Scores scores, List<Outcome> outcomes) {
        double n = outcomes.size();
        double hits = outcomes.stream().filter(Outcome::hit).count();
        double chance = 0;
        for (int c = 0; c < 3; c++) {
            int k = c;
            chance += outcomes.stream().filter(o -> o.label() == k).count()
                    / n
                    * (outcomes.stream().filter(o -> o.prediction() == k).count() / n);
        }
        assertThat(scores.examples()).isEqualTo(outcomes.size());
        assertThat(scores.get(Score.ACCURACY)).isEqualTo(hits / n);
        assertThat(scores.get(Score.KAPPA)).isEqualTo(chance == 1 ? 0 : (hits / n - chance) / (1 - chance));
        assertThat(scores.get(Score.LOG_LOSS))
                .isCloseTo(outcomes.stream().mapToDouble(Outcome::logLoss).sum() / n, within(1e-12));
        assertThat(scores.get(Score.CALIBRATION_ERROR)).isCloseTo(calibrationError(outcomes), within(1e-12));
        assertThat(scores.get(Score.NO_CHANGE_ACCURACY))
                .isEqualTo(outcomes.stream().filter(Outcome::noChangeHit).count() / n);
        assertThat(scores.get(Score.MAJORITY_ACCURACY))
                .isEqualTo(outcomes.stream().filter(Outcome::majorityHit).count() / n);
        long[] labels = new long[3];
        long[] recalled = new long[3];
        outcomes.forEach(outcome -> {
            labels[outcome.label()]++;
            recalled[outcome.label()] += outcome.hit() ? 1 : 0;
        });
        assertThat(scores.get(Score.CONSTANT_ACCURACY))
                .isEqualTo(LongStream.of(labels).max().orElseThrow() / n);
        assertThat(scores.get(Score.BALANCED_ACCURACY))
                .isCloseTo(
                        IntStream.range(0, 3)
                                .filter(c -> labels[c] > 0)
                                .mapToDouble(c -> recalled[c] / (double) labels[c])
                                .average()
                                .orElseThrow(),
                        within(1e-12));
    }

    /** As Guo et al. write it: bins (0, 1/15], ..., (14/15, 1]. */
    private static double calibrationError(List<Outcome> outcomes) {
        double error = 0;
        for (int bin = 1; bin <= 15; bin++) {
            double count = 0;
            double hits = 0;
            double confidence = 0;
            for (Outcome outcome : outcomes) {
                double sure = outcome.confidence() / (double) (1 << 24);
                if ((sure > (bin - 1) / 15.0 && sure <= bin / 15.0) || (bin == 1 && sure == 0)) {
                    count++;
                    hits += outcome.hit() ? 1 : 0;
                    confidence += sure;
                }
            }
            error += count == 0 ? 0 : count / outcomes.size() * Math.abs(hits / count - confidence / count);
        }
        return error;
    }
}
