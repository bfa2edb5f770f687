package io.rdrop.engine.dl4j;

import io.rdrop.engine.DropoutCounter;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.MulOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.schedule.ISchedule;

/**
 * Inverted dropout, as DL4J's own {@code Dropout}, with masks from a {@link DropoutCounter}: the same seed, step and
 * layer always give the same mask. DL4J's probability is that of <em>keeping</em> an activation.
 */
final class CounterDropout implements IDropout {
    private static final long serialVersionUID = 1L;

    private final double retain;
    private final @Nullable ISchedule schedule;
    private final int layer;
    private final DropoutCounter counter;

    private transient float[] drawn = {};
    private transient float[] transposed = {};
    private transient @Nullable INDArray mask;

    /** The probability of keeping is the schedule's, if there is one; the layer is which dropout this is, 0-based. */
    CounterDropout(double retain, @Nullable ISchedule schedule, int layer, DropoutCounter counter) {
        this.retain = retain;
        this.schedule = schedule;
        this.layer = layer;
        this.counter = counter;
    }

    @Override
    public INDArray applyDropout(
            INDArray input, INDArray result, int iteration, int epoch, LayerWorkspaceMgr workspaceMgr) {
        int length = Math.toIntExact(input.length());
        int rows = Math.toIntExact(input.size(0));
        boolean columnMajor = input.ordering() == 'f';
        if (drawn.length < length) {
            drawn = new float[length];
        }
        counter.fill(layer, retain(iteration, epoch), rows, length / rows, drawn);
        INDArray fresh = workspaceMgr.createUninitialized(
                ArrayType.INPUT, result.dataType(), input.shape(), columnMajor ? 'f' : 'c');
        HostFloats.of(fresh).put(0, columnMajor ? transpose(rows, length / rows) : drawn, length);
        mask = fresh;
        Nd4j.getExecutioner().exec(new MulOp(input, fresh, result));
        return result;
    }

    /** Which dropout of the network this is, 0-based. */
    int index() {
        return layer;
    }

    /** Probability of keeping an activation. */
    double retain(int iteration, int epoch) {
        return schedule == null ? retain : schedule.valueAt(iteration, epoch);
    }

    /** Units as the slower dimension, which is DL4J's 'f' order. */
    private float[] transpose(int rows, int units) {
        if (transposed.length < rows * units) {
            transposed = new float[rows * units];
        }
        for (int row = 0; row < rows; row++) {
            for (int unit = 0; unit < units; unit++) {
                transposed[unit * rows + row] = drawn[row * units + unit];
            }
        }
        return transposed;
    }

    @Override
    public INDArray backprop(INDArray gradientAtOutput, INDArray gradientAtInput, int iteration, int epoch) {
        INDArray applied = mask;
        if (applied == null) {
            throw new IllegalStateException(
                    "backprop needs the mask of a forward pass, which was cleared or never drawn");
        }
        Nd4j.getExecutioner().exec(new MulOp(gradientAtOutput, applied, gradientAtInput));
        mask = null;
        return gradientAtInput;
    }

    @Override
    public void clear() {
        mask = null;
    }

    @Override
    @SuppressWarnings("MissingSuperCall") // a clone has no mask of its own yet, but shares the counter
    public IDropout clone() {
        return new CounterDropout(retain, schedule == null ? null : schedule.clone(), layer, counter);
    }

    /** The transient fields are made anew after Java deserialisation. */
    private Object readResolve() {
        return clone();
    }
}
