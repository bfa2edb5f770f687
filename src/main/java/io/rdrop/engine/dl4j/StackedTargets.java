package io.rdrop.engine.dl4j;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * DL4J's labels of a stacked batch as targets of its rows.
 *
 * @param rows rows of the batch, each there once per pass
 * @param columns numbers that the network gives per row
 * @param values [rows * perRow], row-major; NaN where there is none
 * @param mask [rows] false where the row is left out; null if none is
 */
record StackedTargets(int rows, int columns, int perRow, double[] values, boolean @Nullable [] mask) {
    /** One row alone. */
    StackedTargets row(int row) {
        double[] own = Arrays.copyOfRange(values, row * perRow, (row + 1) * perRow);
        return new StackedTargets(1, columns, perRow, own, mask == null ? null : new boolean[] {mask[row]});
    }

    /**
     * Classes.
     *
     * @param oneHot [passes * rows, classes]; a row of zeros has no label
     * @param mask [passes * rows] or [passes * rows, 1], 0 where a row is left out
     * @throws IllegalArgumentException if rows are no multiple of passes, not one-hot, or not the same in each pass
     */
    static StackedTargets classes(INDArray oneHot, @Nullable INDArray mask, int passes) {
        float[] values = copy(oneHot, "classes", passes);
        int classes = Math.toIntExact(oneHot.size(1));
        int stacked = Math.toIntExact(oneHot.size(0));
        int rows = stacked / passes;
        double[] labels = new double[rows];
        for (int row = 0; row < stacked; row++) {
            double label = classOf(values, row, classes);
            if (row < rows) {
                labels[row] = label;
            } else if (Double.compare(label, labels[row % rows]) != 0) {
                throw new IllegalArgumentException(String.format(
                        "labels must be stacked once per pass: row %d has class %.0f but row %d, the same row in pass 1, has %.0f",
                        row, label, row % rows, labels[row % rows]));
            }
        }
        return new StackedTargets(rows, classes, 1, labels, valid(mask, rows, passes));
    }

    private static double classOf(float[] values, int row, int classes) {
        int label = -1;
        for (int c = 0; c < classes; c++) {
            float value = values[row * classes + c];
            if (value == 1 && label < 0) {
                label = c;
            } else if (value != 0) {
                throw new IllegalArgumentException("labels must be one-hot but row " + row + " holds " + value
                        + " at class " + c + (value == 1 ? " and at class " + label : ""));
            }
        }
        return label < 0 ? Double.NaN : label;
    }

    /**
     * Numbers.
     *
     * @param targets [passes * rows, outputs]
     * @param mask [passes * rows] or [passes * rows, 1], 0 where a row is left out
     * @throws IllegalArgumentException if rows are no multiple of passes, or not the same in each pass
     */
    static StackedTargets numbers(INDArray targets, @Nullable INDArray mask, int passes) {
        float[] stacked = copy(targets, "outputs", passes);
        int outputs = Math.toIntExact(targets.size(1));
        int rows = Math.toIntExact(targets.size(0)) / passes;
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
        return new StackedTargets(rows, outputs, outputs, values, valid(mask, rows, passes));
    }

    private static float[] copy(INDArray labels, String columns, int passes) {
        if (labels.rank() != 2 || labels.size(0) % passes != 0) {
            throw new IllegalArgumentException("labels must be [passes * rows, " + columns + "] with " + passes
                    + " passes but had shape " + Arrays.toString(labels.shape()));
        }
        float[] values = new float[Math.toIntExact(labels.length())];
        HostFloats.copyRowMajor(labels.castTo(DataType.FLOAT), values);
        return values;
    }

    private static boolean @Nullable [] valid(@Nullable INDArray mask, int rows, int passes) {
        if (mask == null) {
            return null;
        }
        if (mask.length() != (long) rows * passes) {
            throw new IllegalArgumentException("the label mask must hold one value per stacked row, " + rows * passes
                    + ", but had shape " + Arrays.toString(mask.shape()));
        }
        boolean[] valid = new boolean[rows];
        for (int row = 0; row < rows * passes; row++) {
            boolean here = mask.getDouble(row) != 0;
            if (row < rows) {
                valid[row] = here;
            } else if (valid[row % rows] != here) {
                throw new IllegalArgumentException("the label mask must be the same in each pass but differs in row "
                        + row % rows + " of pass " + (row / rows + 1));
            }
        }
        return valid;
    }
}
