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
 * @param weights [rows] float64, finite and at least 0: what each row's loss and gradient are multiplied by; null for 1
 *     each
 */
@Public
public record TensorBatch(
        int rows,
        int width,
        float[] inputs,
        @Nullable SparseRows sparse,
        boolean @Nullable [] mask,
        int targetsPerRow,
        double[] targets,
        double @Nullable [] weights) {
    private static final float[] NONE = {};

    public TensorBatch {
        if ((sparse == null && inputs.length < rows * width)
                || (mask != null && mask.length < rows * width)
                || targets.length < rows * targetsPerRow
                || (weights != null && weights.length < rows)) {
            throw new IllegalArgumentException("inputs, and a mask, must hold rows * width = " + rows * width
                    + ", targets " + rows * targetsPerRow + " and weights " + rows + " values but inputs held "
                    + inputs.length
                    + (mask == null ? "" : ", the mask " + mask.length) + ", targets " + targets.length
                    + (weights == null ? "" : ", weights " + weights.length));
        }
    }

    /** Rows that weigh 1 each. */
    @SuppressWarnings("NullAway") // it does not see what a compact constructor says of an array
    public TensorBatch(
            int rows,
            int width,
            float[] inputs,
            @Nullable SparseRows sparse,
            boolean @Nullable [] mask,
            int targetsPerRow,
            double[] targets) {
        this(rows, width, inputs, sparse, mask, targetsPerRow, targets, null);
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

    /** The same rows with weights. */
    @SuppressWarnings("NullAway") // it does not see what a compact constructor says of an array
    public TensorBatch weighing(double @Nullable [] ofRows) {
        return new TensorBatch(rows, width, inputs, sparse, mask, targetsPerRow, targets, ofRows);
    }

    /** Whether no row weighs anything: there is nothing to learn then. */
    public boolean weighsNothing() {
        if (weights == null) {
            return false;
        }
        for (int row = 0; row < rows; row++) {
            if (weights[row] != 0) {
                return false;
            }
        }
        return true;
    }

    /** Sparse rows. */
    @SuppressWarnings("NullAway") // it does not see what a compact constructor says of an array
    public TensorBatch(SparseRows inputs, double[] targets) {
        this(inputs.rows(), inputs.width(), NONE, inputs, null, 1, targets);
    }
}
