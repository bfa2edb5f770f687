package io.rdrop.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SquaredErrorObjectiveTest {
    private static final int ROWS = 4;
    private static final int OUTPUTS = 3;

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 8})
    void consistencyIsTheMeanOverOrderedPairs(int passes) {
        double[] predictions = random(passes * ROWS * OUTPUTS);
        LossTerms terms = new SquaredErrorObjective(passes, Reduction.SUM)
                .evaluate(predictions, ROWS, OUTPUTS, random(ROWS * OUTPUTS), null, 1, null);
        double naive = 0;
        for (int i = 0; i < passes; i++) {
            for (int j = 0; j < passes; j++) {
                for (int at = 0; at < ROWS * OUTPUTS; at++) {
                    double apart = predictions[i * ROWS * OUTPUTS + at] - predictions[j * ROWS * OUTPUTS + at];
                    naive += apart * apart;
                }
            }
        }
        assertThat(terms.consistency()).isCloseTo(naive / (passes * (passes - 1.0)), within(1e-12 * naive));
    }

    @ParameterizedTest
    @EnumSource(Reduction.class)
    void gradientMatchesFiniteDifferences(Reduction reduction) {
        SquaredErrorObjective objective = new SquaredErrorObjective(3, reduction);
        double[] predictions = random(3 * ROWS * OUTPUTS);
        double[] targets = random(ROWS * OUTPUTS);
        targets[3 * OUTPUTS + 1] = Double.NaN;
        boolean[] mask = {true, false, true, true};
        double[] gradient = new double[predictions.length];
        objective.evaluate(predictions, ROWS, OUTPUTS, targets, mask, 0.7, gradient);
        double h = 1e-4;
        for (int k = 0; k < predictions.length; k++) {
            double kept = predictions[k];
            predictions[k] = kept + h;
            double above = objective
                    .evaluate(predictions, ROWS, OUTPUTS, targets, mask, 0.7, null)
                    .loss();
            predictions[k] = kept - h;
            double below = objective
                    .evaluate(predictions, ROWS, OUTPUTS, targets, mask, 0.7, null)
                    .loss();
            predictions[k] = kept;
            assertThat(gradient[k]).as("prediction %d", k).isCloseTo((above - below) / (2 * h), within(1e-8));
        }
    }

    @Test
    void onePassHasNoConsistencyTerm() {
        double[] gradient = new double[1];
        LossTerms terms = new SquaredErrorObjective(1, Reduction.MEAN_VALID)
                .evaluate(new double[] {3}, 1, 1, new double[] {1}, null, 5, gradient);
        assertThat(terms).isEqualTo(new LossTerms(4, 0, 4));
        assertThat(gradient).containsExactly(4);
    }

    @Test
    void rowsWithoutTargetAddTheirConsistencyAloneAndAreNoRowsOfTheError() {
        double[] predictions = {3, 1, 5, 4};
        double[] targets = {1, Double.NaN};
        double[] gradient = new double[4];
        LossTerms mean = new SquaredErrorObjective(2, Reduction.MEAN_VALID)
                .evaluate(predictions, 2, 1, targets, null, 2, gradient);
        assertThat(mean).isEqualTo(new LossTerms(4 + 16, (4 + 9) / 2.0, 20 + 13));
        assertThat(gradient).containsExactly(2 * 2 - 2 * 2, -2 * 3, 2 * 4 + 2 * 2, 2 * 3);
        assertThat(new SquaredErrorObjective(2, Reduction.BATCH_MEAN)
                        .evaluate(predictions, 2, 1, targets, null, 2, null))
                .isEqualTo(new LossTerms(10, 6.5, 23));
    }

    @Test
    void withoutAnyTargetTheErrorIsZero() {
        assertThat(new SquaredErrorObjective(2, Reduction.MEAN_VALID)
                        .evaluate(new double[] {1, 3}, 1, 1, new double[] {Double.NaN}, null, 0.5, null))
                .isEqualTo(new LossTerms(0, 4, 2));
    }

    @Test
    void paddingDoesNotLeak() {
        double[] predictions = {1, Double.NaN, 2, Double.NaN};
        double[] gradient = {9, 9, 9, 9};
        LossTerms terms = new SquaredErrorObjective(2, Reduction.MEAN_VALID)
                .evaluate(predictions, 2, 1, new double[] {0, Double.NaN}, new boolean[] {true, false}, 1, gradient);
        assertThat(terms).isEqualTo(new LossTerms(5, 1, 6));
        assertThat(gradient).containsExactly(0, 0, 6, 0);
    }

    @Test
    void withoutAValidRowTermsAndGradientAreZero() {
        double[] gradient = {9, 9};
        LossTerms terms = new SquaredErrorObjective(2, Reduction.MEAN_VALID)
                .evaluate(new double[] {1, 2}, 1, 1, new double[] {0}, new boolean[] {false}, 1, gradient);
        assertThat(terms).isEqualTo(new LossTerms(0, 0, 0));
        assertThat(gradient).containsOnly(0);
    }

    private static double[] random(int size) {
        return new SplittableRandom(size).doubles(size, -2, 2).toArray();
    }
}
