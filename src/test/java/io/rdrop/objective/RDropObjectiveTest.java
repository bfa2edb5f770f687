package io.rdrop.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Identities, finite differences and extremes, on random logits. */
class RDropObjectiveTest {
    private static final int ROWS = 5;
    private static final int CLASSES = 4;
    private static final int[] LABELS = {0, 3, 1, 1, 2};

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5, 8})
    void klTermIsTheMeanOverOrderedPairs(int passes) {
        double[] logits = logits(passes, 2);
        LossTerms terms =
                new RDropObjective(passes, Reduction.SUM, 0).evaluate(logits, ROWS, CLASSES, LABELS, null, 1, null);
        double naive = 0;
        for (int i = 0; i < passes; i++) {
            for (int j = 0; j < passes; j++) {
                for (int r = 0; r < ROWS; r++) {
                    naive += kl(softmax(logits, i * ROWS + r), softmax(logits, j * ROWS + r));
                }
            }
        }
        assertThat(terms.consistency()).isCloseTo(naive / (passes * (passes - 1.0)), within(1e-12 * naive));
    }

    @ParameterizedTest
    @CsvSource({
        "1, SUM, 0, 0",
        "2, SUM, 0, 1",
        "2, MEAN_VALID, 0.1, 5",
        "2, BATCH_MEAN, 0, 0.5",
        "3, MEAN_VALID, 0, 2",
        "4, BATCH_MEAN, 0.3, 0.7",
        "8, SUM, 0.05, 3"
    })
    void gradientMatchesFiniteDifferences(int passes, Reduction reduction, double smoothing, double alpha) {
        RDropObjective objective = new RDropObjective(passes, reduction, smoothing);
        double[] logits = logits(passes, 1.5);
        boolean[] mask = {true, true, false, true, true};
        int[] labels = {0, 3, -100, RDropObjective.UNLABELLED, 2};
        double[] gradient = new double[logits.length];
        objective.evaluate(logits, ROWS, CLASSES, labels, mask, alpha, gradient);
        double h = 1e-5;
        for (int k = 0; k < logits.length; k++) {
            double kept = logits[k];
            logits[k] = kept + h;
            double above = objective
                    .evaluate(logits, ROWS, CLASSES, labels, mask, alpha, null)
                    .loss();
            logits[k] = kept - h;
            double below = objective
                    .evaluate(logits, ROWS, CLASSES, labels, mask, alpha, null)
                    .loss();
            logits[k] = kept;
            assertThat(gradient[k]).as("logit %d", k).isCloseTo((above - below) / (2 * h), within(1e-8));
        }
    }

    @Test
    void swappingTwoPassesSwapsTheirGradientsAndKeepsTheLoss() {
        double[] logits = logits(3, 2);
        double[] swapped = logits.clone();
        int block = ROWS * CLASSES;
        System.arraycopy(logits, 0, swapped, 2 * block, block);
        System.arraycopy(logits, 2 * block, swapped, 0, block);
        double[] gradient = new double[logits.length];
        double[] swappedGradient = new double[logits.length];
        RDropObjective objective = new RDropObjective(3, Reduction.MEAN_VALID, 0.1);
        LossTerms terms = objective.evaluate(logits, ROWS, CLASSES, LABELS, null, 2, gradient);
        LossTerms swappedTerms = objective.evaluate(swapped, ROWS, CLASSES, LABELS, null, 2, swappedGradient);
        assertThat(swappedTerms.loss()).isCloseTo(terms.loss(), within(1e-13));
        assertThat(Arrays.copyOfRange(swappedGradient, 0, block))
                .containsExactly(Arrays.copyOfRange(gradient, 2 * block, 3 * block), within(1e-14));
        assertThat(Arrays.copyOfRange(swappedGradient, block, 2 * block))
                .containsExactly(Arrays.copyOfRange(gradient, block, 2 * block), within(1e-14));
    }

    @Test
    void addingAConstantToARowChangesNothing() {
        double[] logits = logits(2, 2);
        double[] shifted = logits.clone();
        for (int c = 0; c < CLASSES; c++) {
            shifted[c] += 37.5; // row 0 of pass 1 only
            shifted[(2 * ROWS - 1) * CLASSES + c] -= 1000; // last row of pass 2
        }
        double[] gradient = new double[logits.length];
        double[] shiftedGradient = new double[logits.length];
        RDropObjective objective = new RDropObjective(2, Reduction.SUM, 0.1);
        LossTerms terms = objective.evaluate(logits, ROWS, CLASSES, LABELS, null, 4, gradient);
        LossTerms shiftedTerms = objective.evaluate(shifted, ROWS, CLASSES, LABELS, null, 4, shiftedGradient);
        assertThat(shiftedTerms.fit()).isCloseTo(terms.fit(), within(1e-11));
        assertThat(shiftedTerms.consistency()).isCloseTo(terms.consistency(), within(1e-11));
        assertThat(shiftedGradient).containsExactly(gradient, within(1e-11));
    }

    @Test
    void gradientOfEachPassAndRowSumsToZero() {
        double[] gradient = new double[4 * ROWS * CLASSES];
        new RDropObjective(4, Reduction.MEAN_VALID, 0.2)
                .evaluate(logits(4, 3), ROWS, CLASSES, LABELS, null, 3, gradient);
        for (int row = 0; row < 4 * ROWS; row++) {
            double sum =
                    Arrays.stream(gradient, row * CLASSES, (row + 1) * CLASSES).sum();
            assertThat(sum).isCloseTo(0, within(1e-14));
        }
    }

    @Test
    void alphaZeroIsPlainCrossEntropyOfEachPass() {
        double[] logits = logits(2, 2);
        double[] gradient = new double[logits.length];
        LossTerms terms =
                new RDropObjective(2, Reduction.SUM, 0).evaluate(logits, ROWS, CLASSES, LABELS, null, 0, gradient);
        double nll = 0;
        for (int row = 0; row < 2 * ROWS; row++) {
            double[] p = softmax(logits, row);
            int label = LABELS[row % ROWS];
            nll -= Math.log(p[label]);
            for (int c = 0; c < CLASSES; c++) {
                assertThat(gradient[row * CLASSES + c]).isCloseTo(p[c] - (c == label ? 1 : 0), within(1e-14));
            }
        }
        assertThat(terms.fit()).isCloseTo(nll, within(1e-12));
        assertThat(terms.loss()).isEqualTo(terms.fit());
        assertThat(terms.consistency()).isPositive();
    }

    @Test
    void onePassHasNoKlWhateverAlpha() {
        double[] logits = logits(1, 2);
        double[] gradient = new double[logits.length];
        double[] plain = new double[logits.length];
        RDropObjective objective = new RDropObjective(1, Reduction.MEAN_VALID, 0);
        LossTerms terms = objective.evaluate(logits, ROWS, CLASSES, LABELS, null, 9, gradient);
        objective.evaluate(logits, ROWS, CLASSES, LABELS, null, 0, plain);
        assertThat(terms.consistency()).isZero();
        assertThat(terms.loss()).isEqualTo(terms.fit());
        assertThat(gradient).containsExactly(plain);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7})
    void passesThatAgreeHaveExactlyNoDivergence(int passes) {
        double[] one = logits(1, 3);
        double[] logits = new double[passes * one.length];
        for (int pass = 0; pass < passes; pass++) {
            System.arraycopy(one, 0, logits, pass * one.length, one.length);
        }
        int[] unlabelled = new int[ROWS];
        Arrays.fill(unlabelled, RDropObjective.UNLABELLED);
        double[] gradient = new double[logits.length];
        LossTerms terms = new RDropObjective(passes, Reduction.SUM, 0)
                .evaluate(logits, ROWS, CLASSES, unlabelled, null, 7, gradient);
        assertThat(terms).isEqualTo(new LossTerms(0, 0, 0));
        assertThat(gradient).containsOnly(0);
    }

    @Test
    void smallDivergencesKeepTheirDigits() {
        double step = 1e-7;
        double[] logits = {0, 0, step, 0};
        LossTerms terms = new RDropObjective(2, Reduction.SUM, 0).evaluate(logits, 1, 2, new int[] {0}, null, 1, null);
        // 1/2 (p - q)(z - w) = 1/2 * tanh(step / 2) / 2 * step
        double exact = 0.25 * step * Math.tanh(step / 2);
        assertThat(terms.consistency()).isCloseTo(exact, within(1e-8 * exact));
    }

    @ParameterizedTest
    @CsvSource({"80, 0", "1e4, 0", "1e4, 0.1", "3e38, 0"})
    void extremeLogitsStayFinite(double size, double smoothing) {
        float z = (float) size;
        float[] logits = {z, -z, 0, -z, z, 0, 0, 0, z, -z, -z, -z};
        float[] gradient = new float[logits.length];
        LossTerms terms = new RDropObjective(2, Reduction.MEAN_VALID, smoothing)
                .evaluate(logits, 2, 3, new int[] {1, 2}, null, 1e-2, gradient);
        assertThat(terms.fit()).isFinite().isPositive();
        assertThat(terms.consistency()).isFinite().isPositive();
        assertThat(terms.loss()).isFinite();
        for (float g : gradient) {
            assertThat(g).isFinite();
        }
    }

    @Test
    void confidentRowsKeepTheDigitsOfTheirLoss() {
        double[] gradient = new double[2];
        LossTerms terms = new RDropObjective(1, Reduction.SUM, 0)
                .evaluate(new double[] {80, 0}, 1, 2, new int[] {0}, null, 0, gradient);
        double rest = Math.exp(-80);
        assertThat(terms.fit()).isCloseTo(rest, within(1e-14 * rest));
        assertThat(gradient[0]).isCloseTo(-rest, within(1e-14 * rest));
    }

    @Test
    void maskedRowsAreAsIfAbsent() {
        double[] two = {0.5, -1, 0.25, 2, 1, -1, 0, 3, /* pass 2 */ 1, 0, -0.5, 2, 0, 0, 1, 1};
        double[] padded = new double[2 * 3 * 4];
        Arrays.fill(padded, Double.NaN); // what padding holds must not leak
        for (int pass = 0; pass < 2; pass++) {
            System.arraycopy(two, pass * 8, padded, pass * 12, 4);
            System.arraycopy(two, pass * 8 + 4, padded, pass * 12 + 8, 4);
        }
        double[] gradient = new double[two.length];
        double[] paddedGradient = new double[padded.length];
        Arrays.fill(paddedGradient, 99);
        RDropObjective objective = new RDropObjective(2, Reduction.MEAN_VALID, 0.1);
        LossTerms terms = objective.evaluate(two, 2, 4, new int[] {3, 1}, null, 2, gradient);
        LossTerms paddedTerms = objective.evaluate(
                padded, 3, 4, new int[] {3, 77, 1}, new boolean[] {true, false, true}, 2, paddedGradient);
        assertThat(paddedTerms).isEqualTo(terms);
        assertThat(Arrays.copyOfRange(paddedGradient, 0, 4)).containsExactly(Arrays.copyOfRange(gradient, 0, 4));
        assertThat(Arrays.copyOfRange(paddedGradient, 4, 8)).containsOnly(0);
        assertThat(Arrays.copyOfRange(paddedGradient, 20, 24)).containsExactly(Arrays.copyOfRange(gradient, 12, 16));
    }

    @Test
    void withoutAValidRowTermsAndGradientAreZero() {
        for (Reduction reduction : Reduction.values()) {
            float[] gradient = {1, 2, 3, 4};
            LossTerms terms = new RDropObjective(2, reduction, 0)
                    .evaluate(new float[] {1, 2, 3, 4}, 1, 2, new int[] {-100}, new boolean[] {false}, 1, gradient);
            assertThat(terms).isEqualTo(new LossTerms(0, 0, 0));
            assertThat(gradient).containsOnly(0);
            assertThat(new RDropObjective(2, reduction, 0).evaluate(new float[0], 0, 2, new int[0], null, 1, null))
                    .isEqualTo(new LossTerms(0, 0, 0));
        }
    }

    @Test
    void unlabelledRowsCountForTheKlMeanOnly() {
        double[] logits = {1, 0, 0, 2, /* pass 2 */ 0, 0, 1, 1};
        RDropObjective objective = new RDropObjective(2, Reduction.MEAN_VALID, 0);
        LossTerms both = objective.evaluate(logits, 2, 2, new int[] {0, RDropObjective.UNLABELLED}, null, 3, null);
        LossTerms labelled = objective.evaluate(new double[] {1, 0, 0, 0}, 1, 2, new int[] {0}, null, 3, null);
        LossTerms other = objective.evaluate(new double[] {0, 2, 1, 1}, 1, 2, new int[] {1}, null, 3, null);
        assertThat(both.fit()).isEqualTo(labelled.fit());
        assertThat(both.consistency()).isCloseTo((labelled.consistency() + other.consistency()) / 2, within(1e-15));
        assertThat(both.loss()).isEqualTo(both.fit() + 3 * both.consistency());
    }

    @Test
    void reductionsDifferByTheirDivisor() {
        double[] logits = logits(2, 1);
        boolean[] mask = {true, false, true, false, false};
        LossTerms sum = evaluate(Reduction.SUM, logits, mask);
        LossTerms mean = evaluate(Reduction.MEAN_VALID, logits, mask);
        LossTerms batchMean = evaluate(Reduction.BATCH_MEAN, logits, mask);
        assertThat(mean.loss()).isCloseTo(sum.loss() / 2, within(1e-14));
        assertThat(batchMean.loss()).isCloseTo(sum.loss() / 5, within(1e-14));
    }

    @Test
    void float32AndFloat64ShareOneKernel() {
        float[] singles = new float[3 * ROWS * CLASSES];
        double[] doubles = new double[singles.length];
        SplittableRandom random = new SplittableRandom(11);
        for (int k = 0; k < singles.length; k++) {
            singles[k] = (float) random.nextDouble(-4, 4);
            doubles[k] = singles[k];
        }
        float[] gradient32 = new float[singles.length];
        double[] gradient64 = new double[singles.length];
        RDropObjective objective = new RDropObjective(3, Reduction.MEAN_VALID, 0.1);
        int[] labels = {0, RDropObjective.UNLABELLED, -100, 1, 2}; // the KL and the NLL mean over different rows
        boolean[] mask = {true, true, false, true, true};
        LossTerms terms32 = objective.evaluate(singles, ROWS, CLASSES, labels, mask, 2, gradient32);
        LossTerms terms64 = objective.evaluate(doubles, ROWS, CLASSES, labels, mask, 2, gradient64);
        assertThat(terms32).isEqualTo(terms64);
        for (int k = 0; k < singles.length; k++) {
            assertThat(gradient32[k]).isEqualTo((float) gradient64[k]);
        }
    }

    @Test
    void scratchOfOneShapeDoesNotLeakIntoTheNext() {
        RDropObjective reused = new RDropObjective(2, Reduction.SUM, 0);
        reused.evaluate(logits(2, 9), ROWS, CLASSES, LABELS, null, 1, new double[2 * ROWS * CLASSES]);
        double[] small = {1, 0, 0, 2};
        double[] wide = {1, 0, 3, 2, 4, 6, 8, 1, 3, 4, 5, 1};
        for (double[] logits : new double[][] {small, wide, small}) {
            double[] gradient = new double[logits.length];
            double[] fresh = new double[logits.length];
            int classes = logits.length / 2;
            LossTerms terms = reused.evaluate(logits, 1, classes, new int[] {1}, null, 1, gradient);
            assertThat(terms)
                    .isEqualTo(new RDropObjective(2, Reduction.SUM, 0)
                            .evaluate(logits, 1, classes, new int[] {1}, null, 1, fresh));
            assertThat(gradient).containsExactly(fresh);
        }
    }

    @Test
    void inputsAreNotModifiedAndGradientMayOverwriteThem() {
        double[] logits = logits(2, 2);
        double[] kept = logits.clone();
        double[] gradient = new double[logits.length];
        RDropObjective objective = new RDropObjective(2, Reduction.SUM, 0);
        objective.evaluate(logits, ROWS, CLASSES, LABELS, null, 1, gradient);
        assertThat(logits).containsExactly(kept);
        objective.evaluate(logits, ROWS, CLASSES, LABELS, null, 1, logits);
        assertThat(logits).containsExactly(gradient);
    }

    @Test
    void nonFiniteLogitsMakeTheLossNaN() {
        float[] logits = {0, Float.NaN, 1, 2};
        assertThat(new RDropObjective(2, Reduction.SUM, 0)
                        .evaluate(logits, 1, 2, new int[] {0}, null, 1, new float[4])
                        .loss())
                .isNaN();
    }

    private static LossTerms evaluate(Reduction reduction, double[] logits, boolean @Nullable [] mask) {
        return new RDropObjective(2, reduction, 0).evaluate(logits, ROWS, CLASSES, LABELS, mask, 1.5, null);
    }

    private static double[] logits(int passes, double scale) {
        return new SplittableRandom(passes)
                .doubles((long) passes * ROWS * CLASSES, -scale, scale)
                .toArray();
    }

    private static double[] softmax(double[] logits, int row) {
        double[] p = Arrays.copyOfRange(logits, row * CLASSES, (row + 1) * CLASSES);
        double sum = 0;
        for (int c = 0; c < CLASSES; c++) {
            p[c] = Math.exp(p[c]);
            sum += p[c];
        }
        for (int c = 0; c < CLASSES; c++) {
            p[c] /= sum;
        }
        return p;
    }

    private static double kl(double[] p, double[] q) {
        double sum = 0;
        for (int c = 0; c < p.length; c++) {
            sum += p[c] * Math.log(p[c] / q[c]);
        }
        return sum;
    }
}
