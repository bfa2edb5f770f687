package io.rdrop.drift;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The port to what watches a stream of numbers, such as errors of a model, and says when they are no longer what they
 * were. Its state is bounded, however long the stream. The same values give the same signals. Not thread-safe.
 */
public interface DriftDetector {
    /**
     * Takes the next value.
     *
     * @param value finite
     */
    Signal update(double value);

    /** Mean of the values that it holds to be of the present; NaN before the first. */
    double estimate();

    /** Writes all that later signals depend on, exactly. */
    void save(DataOutput out) throws IOException;

    /**
     * Restores what {@link #save} wrote: what follows is as if it had never been interrupted.
     *
     * @throws IOException if it is damaged, or of a detector with other settings
     */
    void restore(DataInput in) throws IOException;
}
