package io.rdrop.objective;

import io.rdrop.Public;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The R-Drop objective for classification (arXiv 2106.14448, Eq. 4), for m passes over the same rows:
 *
 * <pre>
 *   L = sum_i NLL_i + alpha * 1/(m(m-1)) sum over i != j of KL(P_i || P_j)
 * </pre>
 *
 * For m = 2 the KL term is 1/2 [KL(P1||P2) + KL(P2||P1)]. Both branches carry gradient. With one pass it is 0.
 * With label smoothing eps the target is (1 - eps) * one-hot + eps / classes.
 *
 * <p>A valid row whose label is {@link #UNLABELLED} contributes its KL term only: it counts as a row for the KL term,
 * and under {@link Reduction#MEAN_VALID} not as a row for the NLL term. Labels of masked rows are not read. Without a
 * valid row every term and gradient is 0.
 *
 * <p>A row of weight w counts w times in both terms: its NLL and its KL, and their gradients, are multiplied by w
 * before the reduction. A weight of 1 changes no bit.
 *
 * <p>All arithmetic is float64, whatever the arrays hold; logits come through log-softmax, so any finite float32 logits
 * give finite terms. A logit that is NaN or infinite makes the terms NaN; it is not an error, since a diverged model is
 * the caller's to judge. Arrays may be longer than their shape asks for; the rest is neither read nor written.
 *
 * <p>Keeps one row of scratch, which grows when needed; a call allocates no arrays. Not thread-safe.
 */
@Public
public final class RDropObjective implements Objective {
    /** The label of a valid row whose class is not known. */
    public static final int UNLABELLED = -1;

    /** Most passes that are supported. */
    public static final int MAX_PASSES = 8;

    private final int passes;
    private final Reduction reduction;
    private final RDropRow row;
    private int[] classIndices = {};

    /**
     * @param passes dropout passes over the same rows, 1..8
     * @param labelSmoothing share of the target that is spread evenly over all classes, 0 (included) to 1 (excluded)
     */
    public RDropObjective(int passes, Reduction reduction, double labelSmoothing) {
        if (passes < 1 || passes > MAX_PASSES) {
            throw new IllegalArgumentException("passes must be within 1.." + MAX_PASSES + " but was " + passes);
        }
        if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
            throw new IllegalArgumentException("labelSmoothing must be within [0, 1) but was " + labelSmoothing);
        }
        this.passes = passes;
        this.reduction = reduction;
        this.row = new RDropRow(passes, labelSmoothing);
    }

    /**
     * As the interface's, of class indices.
     *
     * @param labels [rows] 0..classes-1, or {@link #UNLABELLED}
     */
    public LossTerms evaluate(
            float[] logits,
            int rows,
            int classes,
            int[] labels,
            boolean @Nullable [] mask,
            double alpha,
            float @Nullable [] gradient) {
        return evaluate(logits, rows, classes, labels, mask, null, alpha, gradient);
    }

    private LossTerms evaluate(
            float[] logits,
            int rows,
            int classes,
            int[] labels,
            boolean @Nullable [] mask,
            double @Nullable [] rowWeights,
            double alpha,
            float @Nullable [] gradient) {
        Shape.check("logits", logits.length, passes, rows, classes);
        if (gradient != null) {
            Shape.check("gradient", gradient.length, passes, rows, classes);
        }
        Weights weights = weights(rows, classes, labels, mask, alpha);
        Shape.checkWeights(rowWeights, mask, rows);
        double[] scratch = row.scratch(classes);
        double nll = 0;
        double kl = 0;
        for (int r = 0; r < rows; r++) {
            if (mask == null || mask[r]) {
                for (int pass = 0; pass < passes; pass++) {
                    int from = (pass * rows + r) * classes;
                    for (int c = 0; c < classes; c++) {
                        scratch[pass * classes + c] = logits[from + c];
                    }
                }
                double weight = rowWeights == null ? 1 : rowWeights[r];
                row.compute(labels[r], weight * weights.nll, weight * (alpha * weights.kl), gradient != null);
                nll += weight * row.nll();
                kl += weight * row.kl();
                for (int pass = 0; pass < passes && gradient != null; pass++) {
                    int from = (pass * rows + r) * classes;
                    for (int c = 0; c < classes; c++) {
                        gradient[from + c] = (float) scratch[pass * classes + c];
                    }
                }
            } else {
                for (int pass = 0; pass < passes && gradient != null; pass++) {
                    int from = (pass * rows + r) * classes;
                    Arrays.fill(gradient, from, from + classes, 0);
                }
            }
        }
        return weights.terms(nll, kl, alpha);
    }

    /** Targets are class indices, NaN for none. */
    @Override
    public LossTerms evaluate(
            float[] logits,
            int rows,
            int classes,
            double[] targets,
            boolean @Nullable [] mask,
            double @Nullable [] weights,
            double alpha,
            float @Nullable [] gradient) {
        Shape.check("targets", targets.length, 1, rows, 1);
        if (classIndices.length < rows) {
            classIndices = new int[rows];
        }
        for (int r = 0; r < rows; r++) {
            classIndices[r] = mask == null || mask[r] ? label(targets[r], classes, r) : UNLABELLED;
        }
        return evaluate(logits, rows, classes, classIndices, mask, weights, alpha, gradient);
    }

    @Override
    public void check(double[] targets, int rows, int classes, boolean @Nullable [] mask) {
        for (int r = 0; r < rows; r++) {
            if (mask == null || mask[r]) {
                label(targets[r], classes, r);
            }
        }
    }

    /**
     * A target as a class index, or {@link #UNLABELLED} for NaN.
     *
     * @throws IllegalArgumentException if it is no class
     */
    public static int label(double target, int classes, int row) {
        if (Double.isNaN(target)) {
            return UNLABELLED;
        }
        int label = (int) target;
        if (label < 0 || label >= classes || label != target) {
            throw new IllegalArgumentException(
                    "label must be within 0.." + (classes - 1) + " but was " + target + " in row " + row);
        }
        return label;
    }

    /** As {@link #evaluate(float[], int, int, int[], boolean[], double, float[])}, for float64 arrays. */
    public LossTerms evaluate(
            double[] logits,
            int rows,
            int classes,
            int[] labels,
            boolean @Nullable [] mask,
            double alpha,
            double @Nullable [] gradient) {
        Shape.check("logits", logits.length, passes, rows, classes);
        if (gradient != null) {
            Shape.check("gradient", gradient.length, passes, rows, classes);
        }
        Weights weights = weights(rows, classes, labels, mask, alpha);
        double[] scratch = row.scratch(classes);
        double nll = 0;
        double kl = 0;
        for (int r = 0; r < rows; r++) {
            if (mask == null || mask[r]) {
                for (int pass = 0; pass < passes; pass++) {
                    System.arraycopy(logits, (pass * rows + r) * classes, scratch, pass * classes, classes);
                }
                row.compute(labels[r], weights.nll, alpha * weights.kl, gradient != null);
                nll += row.nll();
                kl += row.kl();
                for (int pass = 0; pass < passes && gradient != null; pass++) {
                    System.arraycopy(scratch, pass * classes, gradient, (pass * rows + r) * classes, classes);
                }
            } else {
                for (int pass = 0; pass < passes && gradient != null; pass++) {
                    int from = (pass * rows + r) * classes;
                    Arrays.fill(gradient, from, from + classes, 0);
                }
            }
        }
        return weights.terms(nll, kl, alpha);
    }

    /** Factors from sums over rows to reduced terms. */
    private record Weights(double nll, double kl) {
        LossTerms terms(double nllSum, double klSum, double alpha) {
            double reducedNll = nllSum * nll;
            double reducedKl = klSum * kl;
            return new LossTerms(reducedNll, reducedKl, reducedNll + alpha * reducedKl);
        }
    }

    private Weights weights(int rows, int classes, int[] labels, boolean @Nullable [] mask, double alpha) {
        if (!(alpha >= 0) || Double.isInfinite(alpha)) {
            throw new IllegalArgumentException("alpha must be finite and at least 0 but was " + alpha);
        }
        Shape.check("labels", labels.length, 1, rows, 1);
        if (mask != null) {
            Shape.check("mask", mask.length, 1, rows, 1);
        }
        int valid = 0;
        int labelled = 0;
        for (int r = 0; r < rows; r++) {
            if (mask != null && !mask[r]) {
                continue;
            }
            valid++;
            if (labels[r] < UNLABELLED || labels[r] >= classes) {
                throw new IllegalArgumentException("label must be within 0.." + (classes - 1) + " or " + UNLABELLED
                        + " (unlabelled) but was " + labels[r] + " in row " + r);
            }
            labelled += labels[r] == UNLABELLED ? 0 : 1;
        }
        return new Weights(reduction.scale(labelled, rows), reduction.scale(valid, rows));
    }
}
