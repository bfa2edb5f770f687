package io.rdrop.engine.dl4j;

import io.rdrop.objective.RDropObjective;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One-hot labels of a stacked batch as class indices of its rows.
 *
 * @param rows rows of the batch, each there once per pass
 * @param classes classes
 * @param labels [rows] class index, or {@link RDropObjective#UNLABELLED} for a row of zeros
 * @param mask [rows] false where the row is left out; null if none is
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
record StackedLabels(int rows, int classes, int[] labels, boolean @Nullable [] mask) {

    boolean valid(int row) {
        return mask == null || mask[row];
    }

    /**
     * @param oneHot [passes * rows, classes]
     * @param mask [passes * rows] or [passes * rows, 1], 0 where a row is left out
     * @throws IllegalArgumentException if rows are no multiple of passes, not one-hot, or not the same in each pass
     */
    static StackedLabels read(INDArray oneHot, @Nullable INDArray mask, int passes) {
        if (oneHot.rank() != 2 || oneHot.size(0) % passes != 0) {
            throw new IllegalArgumentException("labels must be [passes * rows, classes] with " + passes
                    + " passes but had shape " + Arrays.toString(oneHot.shape()));
        }
        int stacked = Math.toIntExact(oneHot.size(0));
        int classes = Math.toIntExact(oneHot.size(1));
        int rows = stacked / passes;
        float[] values = new float[stacked * classes];
        HostFloats.copyRowMajor(oneHot.castTo(DataType.FLOAT), values);
        int[] labels = new int[rows];
        for (int row = 0; row < stacked; row++) {
            int label = classOf(values, row, classes);
            if (row < rows) {
                labels[row] = label;
            } else if (label != labels[row % rows]) {
                throw new IllegalArgumentException("labels must be stacked once per pass: row " + row + " has class "
                        + label + " but row " + row % rows + ", the same row in pass 1, has " + labels[row % rows]);
            }
        }
        return new StackedLabels(rows, classes, labels, mask == null ? null : valid(mask, rows, passes));
    }

    private static int classOf(float[] values, int row, int classes) {
        int label = RDropObjective.UNLABELLED;
        for (int c = 0; c < classes; c++) {
            float value = values[row * classes + c];
            if (value == 1 && label == RDropObjective.UNLABELLED) {
                label = c;
            } else if (value != 0) {
                throw new IllegalArgumentException("labels must be one-hot but row " + row + " holds " + value
                        + " at class " + c + (value == 1 ? " and at class " + label : ""));
            }
        }
        return label;
    }

    /**
     * Reads a label mask.
     *
     * @param mask [passes * rows] or [passes * rows, 1], 0 where a row is left out
     * @return [rows] false where the row is left out
     */
    static boolean[] valid(INDArray mask, int rows, int passes) {
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
