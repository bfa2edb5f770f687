package io.rdrop.learn.pool;

import io.rdrop.graph.Value;
import io.rdrop.learn.table.RowGraph;
import io.rdrop.learn.table.RowLearner;
import io.rdrop.objective.LossTerms;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * A member in its pool: guarded against divergence, with its recent log-loss.
 *
 * @param <R> what it learns
 */
final class PoolMember<R> {
    /** Rows of the sliding log-loss. */
    static final int WINDOW = 2000;

    private final String name;
    private final RowLearner<? super R> learner;
    /** Where rows are encoded that it predicts; the first is the one that it learns. */
    private final List<R> rows;

    private final float[] prediction;
    private final LossWindow losses = new LossWindow(WINDOW);
    private boolean hasDiverged;
    private long restarts;
    private boolean rests;

    /** @param rows where rows are encoded that it predicts; the first is the one that it learns */
    PoolMember(String name, RowLearner<? super R> learner, List<R> rows, int classes) {
        this.name = name;
        this.learner = learner;
        this.rows = rows;
        prediction = new float[classes];
    }

    String name() {
        return name;
    }

    /** From now on it neither predicts nor learns. */
    void rest() {
        rests = true;
    }

    boolean rests() {
        return rests;
    }

    /** What another one has predicted stands for what this one would. */
    void standsIn(PoolMember<?> other) {
        System.arraycopy(other.prediction, 0, prediction, 0, prediction.length);
    }

    /** Predicts; uniform if the member has diverged. */
    void predict() {
        learner.predict(rows.get(0), prediction);
        hasDiverged = leveled(prediction);
    }

    /** Predicts the first rows, each as {@link #predict()} does the first one. */
    void predict(int count, float[][] into) {
        learner.predict(rows, count, into);
        for (int i = 0; i < count; i++) {
            leveled(into[i]);
        }
    }

    /** Makes what is not finite uniform, and says whether it did. */
    private static boolean leveled(float[] probabilities) {
        float sum = 0;
        for (float probability : probabilities) {
            sum += probability;
        }
        boolean isFinite = Float.isFinite(sum);
        if (!isFinite) {
            Arrays.fill(probabilities, 1f / probabilities.length);
        }
        return !isFinite;
    }

    /** What it predicts, in a graph; not finite if it has diverged. */
    Value predict(RowGraph graph) {
        graph.formula().graph().part(name);
        return learner.predict(graph);
    }

    /** [classes] of the last row; not to be modified. */
    float[] prediction() {
        return prediction;
    }

    /**
     * Learns the row that was predicted last; one that diverged begins anew instead.
     *
     * @param weight of the row; of weight 0 it is scored only
     */
    void learn(int label, double weight) {
        if (rests) {
            return;
        }
        losses.add(prediction[label]);
        if (weight == 0) {
            return;
        }
        if (hasDiverged) {
            learner.restart();
            restarts++;
        } else if (learner.weighs()) {
            learner.learn(rows.get(0), label, weight);
        } else if (losses.draws(name, weight)) {
            learner.learn(rows.get(0), label, 1);
        } else {
            learner.pass(rows.get(0));
        }
    }

    /** Of the last row that it learned with R-Drop; null if it never does. */
    @Nullable
    LossTerms terms() {
        return learner.terms();
    }

    /** As {@link RowLearner#divergence}, of the row that is encoded. */
    OptionalDouble divergence(long step) {
        return learner.divergence(rows.get(0), step);
    }

    long parameters() {
        return learner.parameters();
    }

    /** Of its state, losses aside. */
    long bytes() {
        return learner.bytes();
    }

    double recentLoss() {
        return losses.mean();
    }

    /** How often it diverged. */
    long restarts() {
        return restarts;
    }

    void save(DataOutput out) throws IOException {
        out.writeLong(restarts);
        losses.save(out);
        learner.save(out);
    }

    void restore(DataInput in) throws IOException {
        restarts = in.readLong();
        losses.restore(in);
        learner.restore(in);
    }
}
