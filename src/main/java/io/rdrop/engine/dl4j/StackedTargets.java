package io.rdrop.engine.dl4j;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Numbers to predict, of a stacked batch, as numbers of its rows.
 *
 * @param rows rows of the batch, each there once per pass
 * @param outputs numbers per row
 * @param values [rows * outputs], row-major; NaN where there is none
 * @param mask [rows] false where the row is left out; null if none is
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
record StackedTargets(int rows, int outputs, double[] values, boolean @Nullable [] mask) {

    boolean valid(int row) {
        return mask == null || mask[row];
    }

    /** [outputs] */
    double[] row(int row) {
        return Arrays.copyOfRange(values, row * outputs, (row + 1) * outputs);
    }

    /**
     * @param targets [passes * rows, outputs]
     * @param mask [passes * rows] or [passes * rows, 1], 0 where a row is left out
     * @throws IllegalArgumentException if rows are no multiple of passes, or not the same in each pass
     */
    static StackedTargets read(INDArray targets, @Nullable INDArray mask, int passes) {
        if (targets.rank() != 2 || targets.size(0) % passes != 0) {
            throw new IllegalArgumentException("labels must be [passes * rows, outputs] with " + passes
                    + " passes but had shape " + Arrays.toString(targets.shape()));
        }
        int outputs = Math.toIntExact(targets.size(1));
        int rows = Math.toIntExact(targets.size(0)) / passes;
        float[] stacked = new float[passes * rows * outputs];
        HostFloats.copyRowMajor(targets.castTo(DataType.FLOAT), stacked);
        double[] values = new double[rows * outputs];
        for (int k = 0; k < stacked.length; k++) {
            int first = k % values.length;
            if (k < values.length) {
                values[k] = stacked[k];
            } else if (Float.compare(stacked[k], stacked[first]) != 0) {
                throw new IllegalArgumentException("labels must be stacked once per pass: row " + k / outputs + " has "
                        + stacked[k] + " but row " + first / outputs + ", the same row in pass 1, has "
                        + stacked[first]);
            }
        }
        return new StackedTargets(rows, outputs, values, mask == null ? null : StackedLabels.valid(mask, rows, passes));
    }
}
