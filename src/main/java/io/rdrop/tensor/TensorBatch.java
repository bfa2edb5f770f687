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
 * @param mask [rows * width] false where the input is padding; null for inputs that never are
 * @param targetsPerRow 1, or as many as a sequence has positions
 * @param targets [rows * targetsPerRow], float64: class index, 0-based, or the number to predict on the network's
 *     scale; NaN where unlabelled
 */
@Public
public record TensorBatch(
        int rows,
        int width,
        float[] inputs,
        @Nullable SparseRows sparse,
        boolean @Nullable [] mask,
        int targetsPerRow,
        double[] targets) {
    private static final float[] NONE = {};

    public TensorBatch {
        if ((sparse == null && inputs.length < rows * width)
                || (mask != null && mask.length < rows * width)
                || targets.length < rows * targetsPerRow) {
            throw new IllegalArgumentException("inputs, and a mask, must hold rows * width = " + rows * width
                    + " and targets " + rows * targetsPerRow + " values but inputs held " + inputs.length
                    + (mask == null ? "" : ", the mask " + mask.length) + " and targets " + targets.length);
        }
    }

    /** Dense rows without padding. */
    public TensorBatch(int rows, int width, float[] inputs, double[] targets) {
        this(rows, width, inputs, null, targets);
    }

    /** Dense rows with one target each. */
    @SuppressWarnings("NullAway") // it does not see what a compact constructor says of an array
    public TensorBatch(int rows, int width, float[] inputs, boolean @Nullable [] mask, double[] targets) {
        this(rows, width, inputs, null, mask, 1, targets);
    }

    /** Sparse rows. */
    @SuppressWarnings("NullAway") // it does not see what a compact constructor says of an array
    public TensorBatch(SparseRows inputs, double[] targets) {
        this(inputs.rows(), inputs.width(), NONE, inputs, null, 1, targets);
    }
}
