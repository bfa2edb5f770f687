package io.rdrop.objective;

import io.rdrop.Public;
import org.jspecify.annotations.Nullable;

/**
 * A loss over dropout passes on the same rows: how far each pass is from the targets, and alpha times how far the
 * passes are apart. A row is whatever has a target of its own: an example, or a token of a sequence, [examples, time]
 * row-major.
 *
 * <p>Implementations keep scratch arrays. Not thread-safe.
 */
@Public
public interface Objective {
    /**
     * Loss and gradient of one batch.
     *
     * @param outputs [passes * rows, columns], float32, row-major, pass-major (rows 0..rows-1 are pass 1), before any
     *     softmax; not modified
     * @param rows rows of the batch, each there once per pass
     * @param columns numbers that the network gives per row
     * @param targets of each row, as {@link #check} wants them; NaN in a row without target; not read on masked rows
     * @param mask [rows] false where the row is padding; null if all rows are valid
     * @param weights [rows] float64, at least 0: what each row's terms and gradient are multiplied by, before the
     *     reduction, which counts rows as if they had none; null for 1 each; not read on masked rows
     * @param alpha weight of the distance between passes, finite and at least 0
     * @param gradient d loss / d outputs, written, shape of outputs, 0 on masked rows; null if not wanted; may be
     *     outputs itself
     * @throws IllegalArgumentException if an array is too short, or a target or alpha is out of range; nothing is
     *     written then
     */
    LossTerms evaluate(
            float[] outputs,
            int rows,
            int columns,
            double[] targets,
            boolean @Nullable [] mask,
            double @Nullable [] weights,
            double alpha,
            float @Nullable [] gradient);

    /** As with weights, of rows that have none. */
    default LossTerms evaluate(
            float[] outputs,
            int rows,
            int columns,
            double[] targets,
            boolean @Nullable [] mask,
            double alpha,
            float @Nullable [] gradient) {
        return evaluate(outputs, rows, columns, targets, mask, null, alpha, gradient);
    }

    /**
     * Refuses targets that are none.
     *
     * @throws IllegalArgumentException naming the first and its row
     */
    void check(double[] targets, int rows, int columns, boolean @Nullable [] mask);
}
