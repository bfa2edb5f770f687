package io.rdrop.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectiveArgumentsTest {
    private final RDropObjective objective = new RDropObjective(2, Reduction.SUM, 0);
    private final SquaredErrorObjective regression = new SquaredErrorObjective(2, Reduction.SUM);

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 9})
    void rejectsPassesOutOfRange(int passes) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RDropObjective(passes, Reduction.SUM, 0))
                .withMessage("passes must be within 1..8 but was " + passes);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SquaredErrorObjective(passes, Reduction.SUM))
                .withMessage("passes must be within 1..8 but was " + passes);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1, Double.NaN})
    void rejectsLabelSmoothingOutOfRange(double smoothing) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RDropObjective(2, Reduction.SUM, smoothing))
                .withMessageContaining("labelSmoothing")
                .withMessageContaining(Double.toString(smoothing));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
    void rejectsAlphaOutOfRange(double alpha) {
        String message = "alpha must be finite and at least 0 but was " + alpha;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> objective.evaluate(new float[4], 1, 2, new int[1], null, alpha, null))
                .withMessage(message);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> regression.evaluate(new double[4], 2, 1, new double[2], null, alpha, null))
                .withMessage(message);
    }

    @ParameterizedTest
    @ValueSource(ints = {-2, 2, -100})
    void rejectsLabelOfAValidRowOutOfRangeBeforeWriting(int label) {
        float[] gradient = new float[8];
        assertThatIllegalArgumentException()
                .isThrownBy(() -> objective.evaluate(new float[8], 2, 2, new int[] {0, label}, null, 1, gradient))
                .withMessage("label must be within 0..1 or -1 (unlabelled) but was " + label + " in row 1");
        assertThat(gradient).containsOnly(0);
    }

    @Test
    void rejectsArraysShorterThanTheirShape() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> objective.evaluate(new float[7], 2, 2, new int[2], null, 1, null))
                .withMessage("logits must hold 2 * 2 * 2 values (passes * rows * columns) but held 7");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> objective.evaluate(new double[8], 2, 2, new int[2], null, 1, new double[7]))
                .withMessageStartingWith("gradient");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> objective.evaluate(new float[8], 2, 2, new int[2], null, 1, new float[7]))
                .withMessageStartingWith("gradient");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> objective.evaluate(new double[8], 2, 2, new int[1], null, 1, null))
                .withMessageStartingWith("labels");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> objective.evaluate(new double[8], 2, 2, new int[2], new boolean[1], 1, null))
                .withMessageStartingWith("mask");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> objective.evaluate(new double[8], 1 << 30, 1 << 30, new int[2], null, 1, null))
                .withMessageStartingWith("logits");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> objective.evaluate(new double[8], -1, 2, new int[2], null, 1, null))
                .withMessageContaining("-1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> objective.evaluate(new double[8], 1, 0, new int[2], null, 1, null))
                .withMessageContaining("1 column");
    }

    @Test
    void rejectsRegressionArraysShorterThanTheirShape() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> regression.evaluate(new double[3], 2, 1, new double[2], null, 1, null))
                .withMessageStartingWith("predictions");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> regression.evaluate(new double[4], 2, 1, new double[1], null, 1, null))
                .withMessageStartingWith("targets");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> regression.evaluate(new double[4], 2, 1, new double[2], new boolean[1], 1, null))
                .withMessageStartingWith("mask");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> regression.evaluate(new double[4], 2, 1, new double[2], null, 1, new double[3]))
                .withMessageStartingWith("gradient");
    }
}
