package io.rdrop.objective;

import io.rdrop.Public;
import org.jspecify.annotations.Nullable;

/**
 * R-Drop for regression (arXiv 2106.14448, appendix A.4, Eq. 7 and 8, read as squared error), for m passes y_i and
 * targets y:
 *
 * <pre>
 *   L = sum_i |y_i - y|^2 + alpha * 1/(m(m-1)) sum over i != j of |y_i - y_j|^2
 * </pre>
 *
 * The pairs are summed in O(m) as 2/(m-1) sum_i |y_i - ybar|^2; for m = 2 the term is |y_1 - y_2|^2.
 *
 * <p>A valid row with a target that is NaN has none: it contributes its consistency term only, counts as a row for that
 * term, and under {@link Reduction#MEAN_VALID} not as a row for the squared error. A row of weight w counts w times in
 * both terms, as in {@link RDropObjective}.
 */
@Public
public final class SquaredErrorObjective implements Objective {
    private final int passes;
    private final Reduction reduction;
    private double[] wide = {};
    private double[] wideGradient = {};
    private double[] wideTargets = {};

    /** @param passes dropout passes over the same rows, 1..8 */
    public SquaredErrorObjective(int passes, Reduction reduction) {
        if (passes < 1 || passes > RDropObjective.MAX_PASSES) {
            throw new IllegalArgumentException(
                    "passes must be within 1.." + RDropObjective.MAX_PASSES + " but was " + passes);
        }
        this.passes = passes;
        this.reduction = reduction;
    }

    /** Targets are [rows, outputs], read as float32. */
    @Override
    public LossTerms evaluate(
            float[] predictions,
            int rows,
            int outputs,
            double[] targets,
            boolean @Nullable [] mask,
            double @Nullable [] weights,
            double alpha,
            float @Nullable [] gradient) {
        int count = passes * rows * outputs;
        Shape.check("predictions", predictions.length, passes, rows, outputs);
        Shape.check("targets", targets.length, 1, rows, outputs);
        if (wide.length < count) {
            wide = new double[count];
            wideGradient = new double[count];
            wideTargets = new double[count];
        }
        for (int i = 0; i < count; i++) {
            wide[i] = predictions[i];
        }
        for (int i = 0; i < rows * outputs; i++) {
            wideTargets[i] = (float) targets[i];
        }
        LossTerms terms = evaluate(
                wide, rows, outputs, wideTargets, mask, weights, alpha, gradient == null ? null : wideGradient);
        for (int i = 0; gradient != null && i < count; i++) {
            gradient[i] = (float) wideGradient[i];
        }
        return terms;
    }

    /** Every number is a target. */
    @Override
    public void check(double[] targets, int rows, int outputs, boolean @Nullable [] mask) {}

    /** As the interface's, in float64, of targets [rows, outputs]. */
    public LossTerms evaluate(
            double[] predictions,
            int rows,
            int outputs,
            double[] targets,
            boolean @Nullable [] mask,
            double alpha,
            double @Nullable [] gradient) {
        return evaluate(predictions, rows, outputs, targets, mask, null, alpha, gradient);
    }

    private LossTerms evaluate(
            double[] predictions,
            int rows,
            int outputs,
            double[] targets,
            boolean @Nullable [] mask,
            double @Nullable [] weights,
            double alpha,
            double @Nullable [] gradient) {
        Shape.checkWeights(weights, mask, rows);
        check(predictions, rows, outputs, targets, mask, alpha, gradient);
        int valid = 0;
        int labelled = 0;
        for (int r = 0; r < rows; r++) {
            if (mask == null || mask[r]) {
                valid++;
                labelled += isLabelled(targets, r, outputs) ? 1 : 0;
            }
        }
        double errorScale = reduction.scale(labelled, rows);
        double scale = reduction.scale(valid, rows);
        double pairs = passes == 1 ? 0 : 2.0 / (passes - 1);
        double error = 0;
        double consistency = 0;
        for (int r = 0; r < rows; r++) {
            boolean counted = mask == null || mask[r];
            boolean hasTarget = counted && isLabelled(targets, r, outputs);
            double weight = weights == null || !counted ? 1 : weights[r];
            for (int at = r * outputs; at < (r + 1) * outputs; at++) {
                double mean = mean(predictions, at, rows * outputs);
                for (int pass = 0; pass < passes; pass++) {
                    int k = pass * rows * outputs + at;
                    double miss = hasTarget ? predictions[k] - targets[at] : 0;
                    double apart = counted ? predictions[k] - mean : 0;
                    error += weight * (miss * miss);
                    consistency += weight * (pairs * apart * apart);
                    if (gradient != null) {
                        gradient[k] = weight * (errorScale * 2 * miss + scale * alpha * 2 * pairs * apart);
                    }
                }
            }
        }
        double reducedError = error * errorScale;
        double reducedConsistency = consistency * scale;
        return new LossTerms(reducedError, reducedConsistency, reducedError + alpha * reducedConsistency);
    }

    private static boolean isLabelled(double[] targets, int row, int outputs) {
        for (int at = row * outputs; at < (row + 1) * outputs; at++) {
            if (Double.isNaN(targets[at])) {
                return false;
            }
        }
        return true;
    }

    /** Mean over passes, as an offset from pass 1: exact where all passes agree. */
    private double mean(double[] predictions, int at, int stride) {
        double offset = 0;
        for (int pass = 1; pass < passes; pass++) {
            offset += predictions[pass * stride + at] - predictions[at];
        }
        return predictions[at] + offset / passes;
    }

    private void check(
            double[] predictions,
            int rows,
            int outputs,
            double[] targets,
            boolean @Nullable [] mask,
            double alpha,
            double @Nullable [] gradient) {
        if (!(alpha >= 0) || Double.isInfinite(alpha)) {
            throw new IllegalArgumentException("alpha must be finite and at least 0 but was " + alpha);
        }
        Shape.check("predictions", predictions.length, passes, rows, outputs);
        Shape.check("targets", targets.length, 1, rows, outputs);
        if (mask != null) {
            Shape.check("mask", mask.length, 1, rows, 1);
        }
        if (gradient != null) {
            Shape.check("gradient", gradient.length, passes, rows, outputs);
        }
    }
}
