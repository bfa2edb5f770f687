package io.rdrop.learn.table;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The port to a member of a pool: it predicts a row, then learns it. The same rows in the same order give the same bytes. Not
 * thread-safe.
 *
 * @param <R> a row as it is encoded for the members
 */
public interface RowLearner<R> {
    /**
     * Predicts a row.
     *
     * @param probabilities [classes], float32, written; not finite if the member has diverged
     */
    void predict(R row, float[] probabilities);

    /** Learns the row that was predicted last. */
    void learn(R row, int label);

    /** Forgets everything: a member that diverged begins anew. */
    void restart();

    /** Writes everything that later predictions depend on. */
    void save(DataOutput out) throws IOException;

    /**
     * Restores what {@link #save} wrote.
     *
     * @throws IOException if it is damaged or of another shape
     */
    void restore(DataInput in) throws IOException;
}
