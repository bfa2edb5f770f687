package io.rdrop.evaluate;

import io.rdrop.example.Scores;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Scores predictions that were made before their example was trained on, over the whole stream and over its last
 * examples, beside referees that need no model. Not thread-safe.
 */
public interface PrequentialEvaluator {
    /**
     * Scores one labelled example.
     *
     * @param target class index, 0-based, or the number that was predicted; not NaN
     * @param outputs class probabilities or predicted numbers, float32; not modified
     * @param from where those of this example begin
     * @throws IllegalArgumentException if target or range is out of bounds; nothing is scored then
     */
    void add(double target, float[] outputs, int from);

    /**
     * What one prediction shows; changes nothing.
     *
     * @param target as for {@link #add}; NaN if it is not known
     * @param outputs not modified
     */
    default RowMeasure measure(double target, float[] outputs, int from) {
        return RowMeasure.NONE;
    }

    /** Scores since the start; NaN before the first example. */
    Scores cumulative();

    /** Scores of the last examples; NaN before the first. */
    Scores window();

    /** What is kept by class, with a state of its own; null of a task without classes. */
    default @Nullable ClassDetails classes() {
        return null;
    }

    /** Writes all scores, exactly, but for {@link #classes()}. */
    void save(DataOutput out) throws IOException;

    /**
     * Restores what {@link #save} wrote. If this window is smaller than the saved one, the newest examples stay in it;
     * if it is larger, it fills up from there.
     *
     * @throws IOException if the state is damaged, or of another format or task; nothing is restored then
     */
    void restore(DataInput in) throws IOException;
}
