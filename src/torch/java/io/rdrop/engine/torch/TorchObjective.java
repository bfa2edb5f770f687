package io.rdrop.engine.torch;

import io.rdrop.objective.LossTerms;
import io.rdrop.objective.Reduction;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * The R-Drop objective on tensors (arXiv 2106.14448, Eq. 4; A.4 for numbers), with its gradient in closed form. With
 * log-probabilities L_i of m passes, their mean Lbar and P_i = exp(L_i), the distance between passes of a row is
 *
 * <pre>
 *   1/(m(m-1)) sum over i != j of KL(P_i || P_j) = 1/(m-1) sum_i sum_c (P_i - Pbar) (L_i - Lbar)
 * </pre>
 *
 * and its gradient by the logits z_i is {@code 1/(m-1) [P_i (D_i - sum_c P_i D_i) + P_i - Pbar]} with {@code D_i =
 * L_i - Lbar}. Passes that agree give exactly 0. Terms are those of {@link io.rdrop.objective.RDropObjective} and
 * {@link io.rdrop.objective.SquaredErrorObjective}. Up to {@value #FEW} outputs are computed in float64, which costs
 * little there and cancels less; more of them in their own type.
 */
@SuppressWarnings("try") // a scope is there to be closed
public final class TorchObjective {
    private static final int FEW = 1 << 16;

    private final boolean isClassifier;
    private final double labelSmoothing;
    private final Reduction reduction;

    /** @param labelSmoothing share of the target that is spread evenly over all classes */
    public TorchObjective(boolean isClassifier, Reduction reduction, double labelSmoothing) {
        this.isClassifier = isClassifier;
        this.reduction = reduction;
        this.labelSmoothing = labelSmoothing;
    }

    /** What a batch gave. */
    public record Result(LossTerms terms, Tensor gradient) {}

    /**
     * Terms, and the gradient by the outputs.
     *
     * @param outputs [passes, rows, columns], logits or numbers, of rows that are no padding; not modified
     * @param targets [rows] class indices that were checked, or numbers; NaN for none
     * @param weights [rows] what each row's terms and gradient are multiplied by; null for 1 each
     * @param counted rows of the batch with its padding, by which {@link Reduction#BATCH_MEAN} divides
     */
    @SuppressWarnings("NullAway") // it does not see what a record says of an array
    public Result evaluate(
            Tensor outputs, double[] targets, double @Nullable [] weights, int counted, double alpha, Place place) {
        Targets known = Targets.of(targets, weights, Math.toIntExact(outputs.size(1)), counted, reduction);
        try (NoGradGuard guard = new NoGradGuard()) {
            if (place.type() != ScalarType.Float || outputs.numel() > FEW) {
                return evaluate(outputs.detach(), known, alpha, place);
            }
            Place wide = new Place(place.device(), ScalarType.Double);
            Result result = evaluate(outputs.detach().to(ScalarType.Double), known, alpha, wide);
            return new Result(result.terms, result.gradient.to(ScalarType.Float));
        }
    }

    /** As {@link #evaluate(Tensor, double[], double[], int, double, Place)}, of rows that weigh 1 each. */
    public Result evaluate(Tensor outputs, double[] targets, int counted, double alpha, Place place) {
        return evaluate(outputs, targets, null, counted, alpha, place);
    }

    /** What each row's distance between passes counts, as a column; null if all count the same. */
    private static @Nullable Tensor weights(Targets targets, Place place) {
        double[] weights = targets.weights();
        return weights == null ? null : place.of(weights, targets.rows(), 1);
    }

    private static Tensor weighed(Tensor of, @Nullable Tensor weights) {
        return weights == null ? of : of.mul(weights);
    }

    private Result evaluate(Tensor outputs, Targets targets, double alpha, Place place) {
        Tensor scale = place.of(targets.fitScale(), targets.rows(), 1);
        return isClassifier
                ? classes(outputs, targets, scale, alpha, place)
                : numbers(outputs, targets, scale, alpha, place);
    }

    private Result classes(Tensor logits, Targets targets, Tensor scale, double alpha, Place place) {
        long passes = logits.size(0);
        long classes = logits.size(2);
        Tensor log = torch.log_softmax(logits, 2);
        Tensor probabilities = log.exp();
        long[] labels = new long[targets.rows()];
        for (int row = 0; row < labels.length; row++) {
            labels[row] = (long) targets.values()[row];
        }
        Tensor index = place.indices(labels, 1, labels.length, 1).expand(passes, labels.length, 1);
        Tensor ofLabel = log.gather(2, index).mul(new Scalar(1 - labelSmoothing));
        if (labelSmoothing > 0) {
            ofLabel.add_(sum(log, 2), new Scalar(labelSmoothing / classes));
        }
        Tensor fit = ofLabel.mul(scale).sum().neg();

        Tensor gradient = probabilities.clone();
        if (labelSmoothing > 0) {
            gradient.sub_(new Scalar(labelSmoothing / classes));
        }
        Tensor hit = place.zeros(passes, labels.length, 1).add_(new Scalar(labelSmoothing - 1));
        gradient.scatter_add_(2, index, hit);
        gradient.mul_(scale);
        if (passes == 1) {
            return result(fit, null, gradient, alpha);
        }
        Tensor apart = log.sub(mean(log, 0));
        Tensor ahead = probabilities.sub(mean(probabilities, 0));
        double pairs = targets.consistencyScale() / (passes - 1);
        Tensor weights = weights(targets, place);
        Tensor consistency = weighed(ahead.mul(apart), weights).sum().mul(new Scalar(pairs));
        if (alpha > 0) {
            Tensor own = probabilities.mul(apart);
            ahead.add_(own).sub_(probabilities.mul(sum(own, 2)));
            gradient.add_(weighed(ahead, weights), new Scalar(alpha * pairs));
        }
        return result(fit, consistency, gradient, alpha);
    }

    private Result numbers(Tensor outputs, Targets targets, Tensor scale, double alpha, Place place) {
        long passes = outputs.size(0);
        Tensor miss = outputs.sub(place.of(targets.values(), targets.rows(), 1));
        Tensor weighted = miss.mul(scale);
        Tensor fit = weighted.mul(miss).sum();
        Tensor gradient = weighted.mul(new Scalar(2.0));
        if (passes == 1) {
            return result(fit, null, gradient, alpha);
        }
        Tensor apart = outputs.sub(mean(outputs, 0));
        double pairs = 2 * targets.consistencyScale() / (passes - 1);
        Tensor weights = weights(targets, place);
        Tensor consistency = weighed(apart.mul(apart), weights).sum().mul(new Scalar(pairs));
        gradient.add_(weighed(apart, weights), new Scalar(2 * alpha * pairs));
        return result(fit, consistency, gradient, alpha);
    }

    private static Tensor sum(Tensor of, long dimension) {
        return of.sum(new long[] {dimension}, true, new ScalarTypeOptional());
    }

    private static Tensor mean(Tensor of, long dimension) {
        return of.mean(new long[] {dimension}, true, new ScalarTypeOptional());
    }

    /** One copy to the host for both terms. */
    private static Result result(Tensor fit, @Nullable Tensor consistency, Tensor gradient, double alpha) {
        double[] terms = new double[2];
        if (consistency == null) {
            Place.read(fit, terms, 1);
        } else {
            Place.read(torch.stack(new TensorVector(fit, consistency)), terms, 2);
        }
        return new Result(new LossTerms(terms[0], terms[1], terms[0] + alpha * terms[1]), gradient);
    }
}
