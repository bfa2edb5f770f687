package io.rdrop.tensor;

import io.rdrop.Public;
import org.jspecify.annotations.Nullable;

/**
 * Encoded examples, ready for a network.
 *
 * @param rows examples
 * @param width inputs per example
 * @param inputs [rows * width], float32, row-major; empty if the rows are sparse
 * @param sparse the same inputs without those that are 0; null if the rows are dense
 * @param targets [rows], float64: class index, 0-based, or the number to predict on the network's scale; NaN where unlabelled
 */
@SuppressWarnings("ArrayRecordComponent") // a view on buffers; nobody compares it
@Public
public record TensorBatch(
        int rows, int width, float[] inputs, @Nullable SparseRows sparse, double[] targets) {
    private static final float[] NONE = {};

    public TensorBatch {
        if ((sparse == null && inputs.length < rows * width) || targets.length < rows) {
            throw new IllegalArgumentException("inputs must hold rows * width = " + rows * width + " and targets "
                    + rows + " values but held " + inputs.length + " and " + targets.length);
        }
    }

    /** Dense rows. */
    public TensorBatch(int rows, int width, float[] inputs, double[] targets) {
        this(rows, width, inputs, null, targets);
    }

    /** Sparse rows. */
    public TensorBatch(SparseRows inputs, double[] targets) {
        this(inputs.rows(), inputs.width(), NONE, inputs, targets);
    }
}
