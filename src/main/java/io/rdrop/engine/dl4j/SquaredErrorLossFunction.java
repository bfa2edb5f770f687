package io.rdrop.engine.dl4j;

import io.rdrop.objective.Reduction;
import io.rdrop.objective.SquaredErrorObjective;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * The R-Drop loss for regression (arXiv 2106.14448, appendix A.4) for a DL4J {@code OutputLayer} or {@code LossLayer}
 * with identity activation:
 *
 * <pre>
 *   L = 1/B sum over rows [ sum_i |y_i - y|^2 + alpha * 1/(m(m-1)) sum over i != j of |y_i - y_j|^2 ],  m passes
 * </pre>
 *
 * <p>To be used as {@link RDropLossFunction} is, with identity instead of softmax. Labels are numbers [m * B, outputs];
 * a row with NaN has no target and adds the term between passes only.
 */
public final class SquaredErrorLossFunction extends PassLoss {
    private static final long serialVersionUID = 1L;

    /**
     * @param passes blocks that each batch is stacked from, 1..8; 1 is plain squared error
     * @param alpha weight of the term between passes, finite and at least 0
     * @param reduction how rows become one number; null for their mean
     */
    @JsonCreator
    public SquaredErrorLossFunction(
            @JsonProperty("passes") int passes,
            @JsonProperty("alpha") double alpha,
            @JsonProperty("reduction") @Nullable Reduction reduction) {
        super(passes, alpha, reduction, SquaredErrorObjective::new);
    }

    @Override
    StackedTargets read(INDArray labels, @Nullable INDArray mask, int stacked) {
        return StackedTargets.numbers(labels, mask, stacked);
    }

    @Override
    void check(IActivation activation) {
        if (!(activation instanceof ActivationIdentity)) {
            throw new IllegalArgumentException(
                    "squared errors need identity activation but the output layer has " + activation);
        }
    }

    @Override
    public String toString() {
        return "SquaredErrorLossFunction(passes=" + passes() + ", alpha=" + alpha() + ", reduction=" + reduction()
                + ")";
    }

    /** The transient fields are made anew after Java deserialisation. */
    private Object readResolve() {
        return new SquaredErrorLossFunction(passes(), alpha(), reduction());
    }
}
