package io.rdrop.engine.dl4j;

import io.rdrop.objective.LossTerms;
import io.rdrop.objective.Objective;
import io.rdrop.objective.Reduction;
import java.util.Arrays;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * A DL4J loss over passes that are stacked in one batch: how far each of them is from the labels, and alpha times how
 * far they are apart. Passes and alpha may change from step to step. Outputs are read as float32. Scores are the loss
 * of the batch, whether an average is asked for or not, because that is what the gradient is of. Keeps scratch arrays;
 * not thread-safe.
 */
abstract class PassLoss implements ILossFunction {
    private static final long serialVersionUID = 1L;

    private final int passes;
    private final double alpha;
    private final Reduction reduction;

    private final transient Objective objective;
    private final transient Objective onePass;
    private transient int passesOfStep;
    private transient double alphaOfStep;
    private transient double @Nullable [] weights;
    private transient @Nullable LossTerms last;
    private transient float[] outputs = {};
    private transient float[] gradient = {};

    /** @param objectives the loss itself, by the passes that a batch is stacked from */
    PassLoss(
            int passes,
            double alpha,
            @Nullable Reduction reduction,
            BiFunction<Integer, Reduction, Objective> objectives) {
        if (!(alpha >= 0) || Double.isInfinite(alpha)) {
            throw new IllegalArgumentException("alpha must be finite and >= 0 but was " + alpha);
        }
        this.passes = passes;
        this.alpha = alpha;
        this.reduction = reduction == null ? Reduction.MEAN_VALID : reduction;
        this.passesOfStep = passes;
        this.alphaOfStep = alpha;
        this.objective = objectives.apply(passes, this.reduction);
        this.onePass = objectives.apply(1, this.reduction);
    }

    /**
     * Reads the labels of a batch.
     *
     * @param stacked passes that it is stacked from
     * @throws IllegalArgumentException if labels or mask are not stacked once per pass, or no labels of this loss
     */
    abstract StackedTargets read(INDArray labels, @Nullable INDArray mask, int stacked);

    /**
     * Refuses activations that the loss is not for.
     *
     * @throws IllegalArgumentException if the loss is not one of this activation's outputs
     */
    abstract void check(IActivation activation);

    /** From now on another alpha, which {@link #alpha} does not show. */
    void rDropStep(double alphaFromNow) {
        passesOfStep = passes;
        alphaOfStep = alphaFromNow;
    }

    /** From now on batches of one pass, with their distance from the labels alone. */
    void plainStep() {
        passesOfStep = 1;
        alphaOfStep = 0;
    }

    /** What the rows of the next batch count; null for 1 each. */
    void weigh(double @Nullable [] ofRows) {
        weights = ofRows;
    }

    /** The terms that the latest gradient was computed from; null before the first. */
    @Nullable
    LossTerms latest() {
        return last;
    }

    @JsonProperty("passes")
    public int passes() {
        return passes;
    }

    @JsonProperty("alpha")
    public double alpha() {
        return alpha;
    }

    @JsonProperty("reduction")
    public Reduction reduction() {
        return reduction;
    }

    @Override
    public double computeScore(
            INDArray labels, INDArray preOutput, IActivation activation, @Nullable INDArray mask, boolean average) {
        return evaluate(labels, preOutput, activation, mask, null).loss();
    }

    /**
     * The loss of each row, [passes * B, 1], shared equally by its passes; labelled, they add up to B times the mean.
     */
    @Override
    public INDArray computeScoreArray(
            INDArray labels, INDArray preOutput, IActivation activation, @Nullable INDArray mask) {
        StackedTargets read = checked(labels, preOutput, activation, mask);
        int rows = read.rows();
        int blocks = passesOfStep;
        int columns = Math.toIntExact(preOutput.size(1));
        float[] all = copy(preOutput);
        float[] ofRow = new float[blocks * columns];
        float[] scores = new float[blocks * rows];
        for (int row = 0; row < rows; row++) {
            for (int pass = 0; pass < blocks; pass++) {
                System.arraycopy(all, (pass * rows + row) * columns, ofRow, pass * columns, columns);
            }
            double loss = evaluate(read.row(row), ofRow, null, null).loss();
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
        INDArray ofOutputs = computeGradient(labels, preOutput, activation, mask);
        LossTerms terms = last;
        return new Pair<>(terms == null ? Double.NaN : terms.loss(), ofOutputs);
    }

    @Override
    public String name() {
        return toString();
    }

    @Override
    public abstract String toString();

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PassLoss that && toString().equals(that.toString());
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
        return evaluate(checked(labels, preOutput, activation, mask), copy(preOutput), weights, gradientInto);
    }

    private LossTerms evaluate(
            StackedTargets targets, float[] outputs, double @Nullable [] ofRows, float @Nullable [] gradientInto) {
        return (passesOfStep == 1 ? onePass : objective)
                .evaluate(
                        outputs,
                        targets.rows(),
                        targets.columns(),
                        targets.values(),
                        targets.mask(),
                        ofRows,
                        alphaOfStep,
                        gradientInto);
    }

    private StackedTargets checked(
            INDArray labels, INDArray preOutput, IActivation activation, @Nullable INDArray mask) {
        check(activation);
        if (!labels.equalShapes(preOutput)) {
            throw new IllegalArgumentException("labels must have the shape of the outputs " + shape(preOutput)
                    + " (stacked once per pass) but had " + shape(labels));
        }
        return read(labels, mask, passesOfStep);
    }

    private float[] copy(INDArray preOutput) {
        int length = Math.toIntExact(preOutput.length());
        if (outputs.length < length) {
            outputs = new float[length];
        }
        HostFloats.copyRowMajor(preOutput.castTo(DataType.FLOAT), outputs);
        return outputs;
    }

    private static String shape(INDArray array) {
        return Arrays.toString(array.shape());
    }
}
