package io.rdrop.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights of rows, by which terms and gradients are multiplied. */
class WeightedRowsTest {
    private static final int ROWS = 3;
    private static final int COLUMNS = 2;
    private static final float[] OUTPUTS = {0, 1, -2, 0.5f, 3, 3, 0.25f, 0, -1, 2, 2.5f, -0.5f};

    /** Either loss, of two passes. */
    enum Loss {
        CLASSES,
        NUMBERS;

        Objective objective(Reduction reduction) {
            return this == CLASSES ? new RDropObjective(2, reduction, 0.1) : new SquaredErrorObjective(2, reduction);
        }

        int columns() {
            return this == CLASSES ? COLUMNS : 1;
        }

        double[] targets() {
            return this == CLASSES ? new double[] {1, Double.NaN, 0} : new double[] {0.5, Double.NaN, -2};
        }
    }

    private record Outcome(LossTerms terms, float[] gradient) {
        static Outcome of(Loss loss, Reduction reduction, double @Nullable [] weights) {
            float[] outputs = Arrays.copyOf(OUTPUTS, 2 * ROWS * loss.columns());
            float[] gradient = new float[outputs.length];
            LossTerms terms = loss.objective(reduction)
                    .evaluate(outputs, ROWS, loss.columns(), loss.targets(), null, weights, 0.7, gradient);
            return new Outcome(terms, gradient);
        }

        float[] ofRow(int row, Loss loss) {
            float[] of = new float[2 * loss.columns()];
            for (int pass = 0; pass < 2; pass++) {
                System.arraycopy(
                        gradient, (pass * ROWS + row) * loss.columns(), of, pass * loss.columns(), loss.columns());
            }
            return of;
        }
    }

    @ParameterizedTest
    @EnumSource
    void aWeightOfOneChangesNoBit(Loss loss) {
        for (Reduction reduction : Reduction.values()) {
            Outcome without = Outcome.of(loss, reduction, null);
            Outcome ones = Outcome.of(loss, reduction, new double[] {1, 1, 1});
            assertThat(ones.terms()).isEqualTo(without.terms());
            assertThat(ones.gradient()).containsExactly(without.gradient());
        }
    }

    /** Of both passes and of what is between them, also where there is no target. */
    @ParameterizedTest
    @EnumSource
    void eachRowCountsByItsWeight(Loss loss) {
        double[] weights = {2, 0.5, 0};
        for (Reduction reduction : Reduction.values()) {
            Outcome without = Outcome.of(loss, reduction, null);
            Outcome weighed = Outcome.of(loss, reduction, weights);
            LossTerms sums = new LossTerms(0, 0, 0);
            for (int row = 0; row < ROWS; row++) {
                float[] expected = without.ofRow(row, loss);
                for (int i = 0; i < expected.length; i++) {
                    expected[i] *= (float) weights[row];
                }
                assertThat(weighed.ofRow(row, loss)).containsExactly(expected, within(1e-7f));
                double[] alone = new double[ROWS];
                alone[row] = 1;
                LossTerms own = Outcome.of(loss, reduction, alone).terms();
                sums = new LossTerms(
                        sums.fit() + weights[row] * own.fit(),
                        sums.consistency() + weights[row] * own.consistency(),
                        sums.loss() + weights[row] * own.loss());
            }
            assertThat(weighed.terms().fit()).isCloseTo(sums.fit(), within(1e-12));
            assertThat(weighed.terms().consistency()).isCloseTo(sums.consistency(), within(1e-12));
            assertThat(weighed.terms().loss()).isCloseTo(sums.loss(), within(1e-12));
        }
    }

    /** By hand: w (z - y)^2 of both passes, and w alpha (z1 - z2)^2. */
    @Test
    void numbersByHand() {
        float[] gradient = new float[2];
        LossTerms terms = new SquaredErrorObjective(2, Reduction.MEAN_VALID)
                .evaluate(new float[] {3, 1}, 1, 1, new double[] {2}, null, new double[] {2.5}, 0.5, gradient);
        assertThat(terms.fit()).isEqualTo(2.5 * (1 + 1));
        assertThat(terms.consistency()).isEqualTo(2.5 * 4);
        assertThat(terms.loss()).isEqualTo(2.5 * (2 + 0.5 * 4));
        assertThat(gradient).containsExactly(2.5f * (2 + 0.5f * 4), 2.5f * (-2 - 0.5f * 4));
    }

    /** By hand: passes that agree at p = 1/2 have w ln 2 each, and gradients of +- w / 2. */
    @Test
    void classesByHand() {
        float[] gradient = new float[4];
        LossTerms terms = new RDropObjective(2, Reduction.SUM, 0)
                .evaluate(new float[4], 1, 2, new double[] {1}, null, new double[] {3}, 1, gradient);
        assertThat(terms.fit()).isCloseTo(2 * 3 * Math.log(2), within(1e-15));
        assertThat(terms.consistency()).isZero();
        assertThat(gradient).containsExactly(1.5f, -1.5f, 1.5f, -1.5f);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesWhatIsNoWeight(double weight) {
        for (Loss loss : Loss.values()) {
            assertThatThrownBy(() -> Outcome.of(loss, Reduction.SUM, new double[] {1, weight, 1}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("a weight must be finite and at least 0 but was " + weight + " in row 1");
            assertThatThrownBy(() -> Outcome.of(loss, Reduction.SUM, new double[2]))
                    .hasMessageContaining("weights must hold");
        }
    }
}
