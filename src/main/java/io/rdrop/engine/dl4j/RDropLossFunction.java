package io.rdrop.engine.dl4j;

import io.rdrop.Public;
import io.rdrop.objective.LossTerms;
import io.rdrop.objective.RDropObjective;
import io.rdrop.objective.Reduction;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * The R-Drop loss (arXiv 2106.14448, Eq. 4) for a DL4J {@code OutputLayer} or {@code LossLayer} with softmax
 * activation:
 *
 * <pre>
 *   L = 1/B sum over rows [ sum_i NLL_i + alpha * 1/(m(m-1)) sum over i != j of KL(P_i || P_j) ],  m passes, in nats
 * </pre>
 *
 * <p>To use it in any DL4J network:
 *
 * <ol>
 *   <li>Give hidden layers dropout, and the output layer softmax and {@code new RDropLossFunction(2, alpha, 0)}.
 *   <li>Build the network with {@code miniBatch(false)}: the loss is already a mean over rows, and DL4J would divide
 *       the gradient by the batch size once more.
 *   <li>Stack each batch m times, features and labels: {@code Nd4j.vstack(x, x)}, {@code Nd4j.vstack(y, y)}. Rows
 *       0..B-1 are pass 1, rows B..2B-1 pass 2, and so on. DL4J draws another dropout mask for each row, so one forward
 *       over the stack is m passes (two forwards would not do: a layer keeps only its last mask).
 *   <li>Labels are one-hot [m * B, classes]; a row of zeros has no label and adds its KL term only. A label mask [m *
 *       B] or [m * B, 1] leaves rows out; labels and mask must be the same in each pass.
 * </ol>
 *
 * <p>Logits are read as float32. Scores are the mean loss of the batch, whether an average is asked for or not, because
 * that is what the gradient is of. Not for {@code RnnOutputLayer}, whose rows are not pass-major. Keeps scratch arrays:
 * one instance per network, not thread-safe.
 */
@Public
public final class RDropLossFunction extends PassLoss {
    private static final long serialVersionUID = 2L;

    private final double labelSmoothing;

    /**
     * @param passes blocks that each batch is stacked from, 1..8; 1 is plain cross-entropy
     * @param alpha weight of the KL term, finite and at least 0
     * @param labelSmoothing share of the target spread evenly over all classes, 0 (included) to 1 (excluded)
     */
    public RDropLossFunction(int passes, double alpha, double labelSmoothing) {
        this(passes, alpha, labelSmoothing, Reduction.MEAN_VALID);
    }

    /** As the constructor beside it; no reduction is the mean. */
    @JsonCreator
    public RDropLossFunction(
            @JsonProperty("passes") int passes,
            @JsonProperty("alpha") double alpha,
            @JsonProperty("labelSmoothing") double labelSmoothing,
            @JsonProperty("reduction") @Nullable Reduction reduction) {
        super(passes, alpha, reduction, (stacked, reduced) -> new RDropObjective(stacked, reduced, labelSmoothing));
        this.labelSmoothing = labelSmoothing;
    }

    @JsonProperty("labelSmoothing")
    public double labelSmoothing() {
        return labelSmoothing;
    }

    /** The terms that the latest gradient was computed from; empty before the first. */
    public Optional<LossTerms> lastTerms() {
        return Optional.ofNullable(latest());
    }

    @Override
    StackedTargets read(INDArray labels, @Nullable INDArray mask, int stacked) {
        return StackedTargets.classes(labels, mask, stacked);
    }

    @Override
    void check(IActivation activation) {
        if (!(activation instanceof ActivationSoftmax)) {
            throw new IllegalArgumentException(
                    "R-Drop needs softmax activation but the output layer has " + activation);
        }
    }

    @Override
    public String toString() {
        return "RDropLossFunction(passes=" + passes() + ", alpha=" + alpha() + ", labelSmoothing=" + labelSmoothing
                + ", reduction=" + reduction() + ")";
    }

    /** The transient fields are made anew after Java deserialisation. */
    private Object readResolve() {
        return new RDropLossFunction(passes(), alpha(), labelSmoothing, reduction());
    }
}
