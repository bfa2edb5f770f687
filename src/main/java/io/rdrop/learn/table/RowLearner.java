package io.rdrop.learn.table;

import io.rdrop.graph.Value;
import io.rdrop.objective.LossTerms;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * The port to a member of a pool: it predicts a row, then learns it. The same rows in the same order give the same
 * bytes. Not thread-safe.
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

    /**
     * Predicts rows, each as {@link #predict(Object, float[])} would. None of them can be learned before it is
     * predicted by itself.
     *
     * @param count the first so many
     * @param probabilities [count][classes] or longer, float32, written
     */
    default void predict(List<? extends R> rows, int count, float[][] probabilities) {
        for (int i = 0; i < count; i++) {
            predict(rows.get(i), probabilities[i]);
        }
    }

    /**
     * What it predicts, in a graph.
     *
     * @param row of the kind that it learns
     * @return [rows, classes] float32
     */
    Value predict(RowGraph row);

    /**
     * Learns the row that was predicted last.
     *
     * @param weight above 0: what its loss is multiplied by
     */
    void learn(R row, int label, double weight);

    /**
     * Whether {@link #learn(Object, int, double)} looks at the weight. Whoever keeps rows as they are, or counts them
     * in whole numbers, does not: it is given a row of weight w below 1 with probability w, and any other once.
     */
    default boolean weighs() {
        return true;
    }

    /** The row that was predicted last is not to be learned, though others have taken up what is new in it. */
    default void pass(R row) {}

    /** Learns a row of weight 1. */
    default void learn(R row, int label) {
        learn(row, label, 1);
    }

    /** Forgets everything: a member that diverged begins anew. */
    void restart();

    /** Of the last row that it learned with R-Drop, sums over passes; null if it never does. */
    default @Nullable LossTerms terms() {
        return null;
    }

    /**
     * How far dropout passes of a row are apart, of who learns with R-Drop: the consistency of {@link #terms}, as of an
     * update of weight 1 with that number. Nothing is learned; a row is to be predicted again before it is learned.
     *
     * @return empty of who never does
     */
    default OptionalDouble divergence(R row, long step) {
        return OptionalDouble.empty();
    }

    /** Trainable parameters. */
    default long parameters() {
        return 0;
    }

    /** About the bytes of what it writes, as it is now: told by its state alone. */
    long bytes();

    /** Writes everything that later predictions depend on. */
    void save(DataOutput out) throws IOException;

    /**
     * Restores what {@link #save} wrote.
     *
     * @throws IOException if it is damaged or of another shape
     */
    void restore(DataInput in) throws IOException;
}
