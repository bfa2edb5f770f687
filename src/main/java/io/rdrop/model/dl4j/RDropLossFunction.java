package io.rdrop.model.dl4j;

import io.rdrop.objective.LossTerms;
import io.rdrop.objective.RDropObjective;
import io.rdrop.objective.Reduction;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * The R-Drop loss (arXiv 2106.14448, Eq. 4) for a DL4J {@code OutputLayer} or {@code LossLayer} with softmax activation:
 *
 * <pre>
 *   L = 1/B sum over rows [ sum_i NLL_i + alpha * 1/(m(m-1)) sum over i != j of KL(P_i || P_j) ],  m passes, in nats
 * </pre>
 *
 * <p>To use it in any DL4J network:
 *
 * <ol>
 *   <li>Give hidden layers dropout, and the output layer softmax and {@code new RDropLossFunction(2, alpha, 0)}.
 *   <li>Build the network with {@code miniBatch(false)}: the loss is already a mean over rows, and DL4J would divide the
 *       gradient by the batch size once more.
 *   <li>Stack each batch m times, features and labels: {@code Nd4j.vstack(x, x)}, {@code Nd4j.vstack(y, y)}. Rows 0..B-1 are
 *       pass 1, rows B..2B-1 pass 2, and so on. DL4J draws another dropout mask for each row, so one forward over the stack
 *       is m passes (two forwards would not do: a layer keeps only its last mask).
 *   <li>Labels are one-hot [m * B, classes]; a row of zeros has no label and adds its KL term only. A label mask [m * B] or
 *       [m * B, 1] leaves rows out; labels and mask must be the same in each pass.
 * </ol>
 *
 * <p>Logits are read as float32. Scores are the mean loss of the batch, whether an average is asked for or not, because that
 * is what the gradient is of. Not for {@code RnnOutputLayer}, whose rows are not pass-major. Keeps scratch arrays: one
 * instance per network, not thread-safe.
 */
public final class RDropLossFunction implements ILossFunction {
    private static final long serialVersionUID = 1L;

    private final int passes;
    private final double alpha;
    private final double labelSmoothing;

    private final Reduction reduction;

    private final transient RDropObjective objective;
    private transient Step step;
    private transient @Nullable LossTerms last;
    private transient float[] logits = {};
    private transient float[] gradient = {};

    /**
     * @param passes blocks that each batch is stacked from, 1..8; 1 is plain cross-entropy
     * @param alpha weight of the KL term, finite and at least 0
     * @param labelSmoothing share of the target spread evenly over all classes, 0 (included) to 1 (excluded)
     */
    public RDropLossFunction(int passes, double alpha, double labelSmoothing) {
        this(passes, alpha, labelSmoothing, Reduction.MEAN_VALID);
    }

    /**
     * As the constructor beside it.
     *
     * @param reduction how rows become one number; null for their mean
     */
    @JsonCreator
    public RDropLossFunction(
            @JsonProperty("passes") int passes,
            @JsonProperty("alpha") double alpha,
            @JsonProperty("labelSmoothing") double labelSmoothing,
            @JsonProperty("reduction") @Nullable Reduction reduction) {
        if (!(alpha >= 0) || Double.isInfinite(alpha)) {
            throw new IllegalArgumentException("alpha must be finite and >= 0 but was " + alpha);
        }
        this.passes = passes;
        this.alpha = alpha;
        this.labelSmoothing = labelSmoothing;
        this.reduction = reduction == null ? Reduction.MEAN_VALID : reduction;
        this.objective = new RDropObjective(passes, this.reduction, labelSmoothing);
        this.step = new Step(objective, passes, alpha);
    }

    /** What the steps from now on are evaluated with. */
    private record Step(RDropObjective objective, int passes, double alpha) {}

    /** From now on another alpha, which {@link #alpha} does not show. */
    void rDropStep(double alphaOfStep) {
        step = new Step(objective, passes, alphaOfStep);
    }

    /** From now on batches of one pass, with their cross-entropy alone. */
    void plainStep() {
        if (step.passes() != 1) {
            step = new Step(new RDropObjective(1, reduction, labelSmoothing), 1, 0);
        }
    }

    @JsonProperty("passes")
    public int passes() {
        return passes;
    }

    @JsonProperty("alpha")
    public double alpha() {
        return alpha;
    }

    @JsonProperty("labelSmoothing")
    public double labelSmoothing() {
        return labelSmoothing;
    }

    @JsonProperty("reduction")
    public Reduction reduction() {
        return reduction;
    }

    /** The terms that the latest gradient was computed from; empty before the first. */
    public Optional<LossTerms> lastTerms() {
        return Optional.ofNullable(last);
    }

    @Override
    public double computeScore(
            INDArray labels, INDArray preOutput, IActivation activation, @Nullable INDArray mask, boolean average) {
        return evaluate(labels, preOutput, activation, mask, null).loss();
    }

    /**
     * The loss of each row, shared equally by its passes; if all rows are valid and labelled, they add up to B times the
     * score.
     *
     * @return [passes * B, 1]
     */
    @Override
    public INDArray computeScoreArray(
            INDArray labels, INDArray preOutput, IActivation activation, @Nullable INDArray mask) {
        StackedLabels stacked = check(labels, preOutput, activation, mask);
        int rows = stacked.rows();
        int blocks = step.passes();
        int classes = stacked.classes();
        float[] all = read(preOutput);
        float[] ofRow = new float[blocks * classes];
        float[] scores = new float[blocks * rows];
        for (int row = 0; row < rows; row++) {
            for (int pass = 0; pass < blocks; pass++) {
                System.arraycopy(all, (pass * rows + row) * classes, ofRow, pass * classes, classes);
            }
            boolean[] valid = {stacked.valid(row)};
            double loss = step.objective()
                    .evaluate(ofRow, 1, classes, new int[] {stacked.labels()[row]}, valid, step.alpha(), null)
                    .loss();
            for (int pass = 0; pass < blocks; pass++) {
                scores[pass * rows + row] = (float) (loss / blocks);
            }
        }
        return Nd4j.createFromArray(scores).reshape(blocks * (long) rows, 1).castTo(preOutput.dataType());
    }

    @Override
    public INDArray computeGradient(
            INDArray labels, INDArray preOutput, IActivation activation, @Nullable INDArray mask) {
        int length = Math.toIntExact(preOutput.length());
        if (gradient.length < length) {
            gradient = new float[length];
        }
        last = evaluate(labels, preOutput, activation, mask, gradient);
        INDArray result = Nd4j.createUninitialized(DataType.FLOAT, preOutput.shape(), 'c');
        HostFloats.of(result).put(0, gradient, length);
        return result.castTo(preOutput.dataType());
    }

    @Override
    public Pair<Double, INDArray> computeGradientAndScore(
            INDArray labels, INDArray preOutput, IActivation activation, @Nullable INDArray mask, boolean average) {
        INDArray ofLogits = computeGradient(labels, preOutput, activation, mask);
        return new Pair<>(lastTerms().orElseThrow().loss(), ofLogits);
    }

    @Override
    public String name() {
        return toString();
    }

    @Override
    public String toString() {
        return "RDropLossFunction(passes=" + passes + ", alpha=" + alpha + ", labelSmoothing=" + labelSmoothing
                + ", reduction=" + reduction + ")";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RDropLossFunction that && toString().equals(that.toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    private LossTerms evaluate(
            INDArray labels,
            INDArray preOutput,
            IActivation activation,
            @Nullable INDArray mask,
            float @Nullable [] gradientInto) {
        StackedLabels stacked = check(labels, preOutput, activation, mask);
        return step.objective()
                .evaluate(
                        read(preOutput),
                        stacked.rows(),
                        stacked.classes(),
                        stacked.labels(),
                        stacked.mask(),
                        step.alpha(),
                        gradientInto);
    }

    private StackedLabels check(INDArray labels, INDArray preOutput, IActivation activation, @Nullable INDArray mask) {
        if (!(activation instanceof ActivationSoftmax)) {
            throw new IllegalArgumentException(
                    "R-Drop needs softmax activation but the output layer has " + activation);
        }
        if (!labels.equalShapes(preOutput)) {
            throw new IllegalArgumentException("labels must have the shape of the logits " + shape(preOutput)
                    + " (stacked once per pass, one-hot) but had " + shape(labels));
        }
        return StackedLabels.read(labels, mask, step.passes());
    }

    private float[] read(INDArray preOutput) {
        int length = Math.toIntExact(preOutput.length());
        if (logits.length < length) {
            logits = new float[length];
        }
        HostFloats.copyRowMajor(preOutput.castTo(DataType.FLOAT), logits);
        return logits;
    }

    /** The transient fields are made anew after Java deserialisation. */
    private Object readResolve() {
        return new RDropLossFunction(passes, alpha, labelSmoothing, reduction);
    }

    private static String shape(INDArray array) {
        return Arrays.toString(array.shape());
    }
}
