package io.rdrop.learn.number;

import io.rdrop.graph.Value;
import io.rdrop.learn.table.NumberGraph;
import io.rdrop.learn.table.NumberRow;
import io.rdrop.objective.LossTerms;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * The port to a member of a pool of numbers: it predicts a row, then learns it. The same rows in the same order give
 * the same bytes. Not thread-safe.
 */
public interface NumberLearner {
    /** Predicts the target of a row, on the target's own scale; not finite if the member has diverged. */
    double predict(NumberRow row);

    /**
     * What it predicts, in a graph.
     *
     * @return [rows, 1] float64, on the target's own scale; not finite if the member has diverged
     */
    Value predict(NumberGraph row);

    /**
     * Learns the row that was predicted last.
     *
     * @param target finite, and no outlier
     * @param weight above 0: what its loss is multiplied by
     */
    void learn(NumberRow row, double target, double weight);

    /**
     * Whether {@link #learn(NumberRow, double, double)} looks at the weight. Whoever keeps rows as they are does not:
     * it is given a row of weight w below 1 with probability w, and any other once.
     */
    default boolean weighs() {
        return true;
    }

    /** Learns a row of weight 1. */
    default void learn(NumberRow row, double target) {
        learn(row, target, 1);
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
    default OptionalDouble divergence(NumberRow row, long step) {
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
