package io.rdrop.engine.torch;

import io.rdrop.objective.Reduction;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What rows are to be: checked, before anything is computed.
 *
 * @param rows valid rows, of which a batch has as many per pass
 * @param values class index of each, or its number; anything where there is no target
 * @param fitScale [rows] what a row's distance from its target counts; 0 where there is none
 * @param consistencyScale what each row's distance between passes counts, its weight aside
 * @param weights [rows] of the rows, which are in the fitScale already; null for 1 each
 */
record Targets(int rows, double[] values, double[] fitScale, double consistencyScale, double @Nullable [] weights) {
    /**
     * Of valid rows.
     *
     * @param counted rows of the batch, padding included
     */
    @SuppressWarnings("NullAway") // it does not see what a record says of an array
    static Targets of(double[] values, double @Nullable [] weights, int rows, int counted, Reduction reduction) {
        int labelled = 0;
        for (int row = 0; row < rows; row++) {
            labelled += Double.isNaN(values[row]) ? 0 : 1;
        }
        double scale = reduction.scale(labelled, counted);
        double[] fit = new double[rows];
        double[] whole = new double[rows];
        for (int row = 0; row < rows; row++) {
            double weight = weights == null ? 1 : weights[row];
            fit[row] = Double.isNaN(values[row]) ? 0 : weight * scale;
            whole[row] = Double.isNaN(values[row]) ? 0 : values[row];
        }
        return new Targets(rows, whole, fit, reduction.scale(rows, counted), weights);
    }

    /** Positions of the rows that are no padding; null for all. */
    static int @Nullable [] valid(boolean @Nullable [] mask, int rows) {
        if (mask == null) {
            return null;
        }
        int count = 0;
        int[] positions = new int[rows];
        for (int row = 0; row < rows; row++) {
            if (mask[row]) {
                positions[count++] = row;
            }
        }
        return Arrays.copyOf(positions, count);
    }
}
