package io.rdrop.learn.pool;

import io.rdrop.graph.Formula;
import io.rdrop.graph.Graph;
import io.rdrop.graph.Value;
import io.rdrop.learn.mix.Forecast;
import io.rdrop.learn.mix.RunningScale;
import io.rdrop.learn.number.NumberLearner;
import io.rdrop.learn.table.NumberGraph;
import io.rdrop.learn.table.NumberRow;
import io.rdrop.objective.LossTerms;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** A member in its pool: guarded against divergence, with the scale of its errors and its recent log score. */
final class NumberPoolMember {
    private final String name;
    private final NumberLearner learner;
    /** In deviations of the targets. */
    private final RunningScale scale = new RunningScale();

    private final LossWindow losses = new LossWindow(PoolMember.WINDOW);
    private double mean;
    private double unit = 1;
    private boolean hasDiverged;
    private long restarts;

    NumberPoolMember(String name, NumberLearner learner) {
        this.name = name;
        this.learner = learner;
    }

    String name() {
        return name;
    }

    /** Predicts; the running mean if the member has diverged: what it says is no number, or would be an outlier. */
    void predict(NumberRow row) {
        unit = row.levels().scale();
        mean = learner.predict(row);
        hasDiverged = !Double.isFinite(mean) || row.levels().isOutlier(mean);
        if (hasDiverged) {
            mean = row.mean();
        }
    }

    /** What it predicts, in a graph: [rows, 1] float64; the running mean if it has diverged. */
    Value predict(NumberGraph row) {
        Formula formula = row.formula();
        Graph graph = formula.graph();
        graph.part(name);
        Value prediction = learner.predict(row);
        Value isFinite = formula.equal(formula.minus(prediction, prediction), graph.scalar(0.0));
        Value diverged = graph.op("Or", graph.op("Not", isFinite), row.levels().isOutlier(formula, prediction));
        return formula.where(diverged, row.mean(), prediction);
    }

    /** Of the last row. */
    Forecast forecast() {
        return new Forecast(mean, unit * scale.deviation());
    }

    /** In deviations of the targets. */
    double deviation() {
        return scale.deviation();
    }

    /**
     * Learns the row that was predicted last; one that diverged begins anew instead.
     *
     * @param weight of the row; of weight 0 it is scored only
     */
    void learn(NumberRow row, double target, double weight) {
        losses.addLoss(forecast().loss(target));
        if (weight == 0) {
            return;
        }
        scale.add((target - mean) / unit);
        if (hasDiverged) {
            learner.restart();
            restarts++;
        } else if (learner.weighs()) {
            learner.learn(row, target, weight);
        } else if (losses.draws(name, weight)) {
            learner.learn(row, target, 1);
        }
    }

    /** Of the last row that it learned with R-Drop; null if it never does. */
    @Nullable
    LossTerms terms() {
        return learner.terms();
    }

    /** As {@link NumberLearner#divergence}. */
    OptionalDouble divergence(NumberRow row, long step) {
        return learner.divergence(row, step);
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
        scale.save(out);
        losses.save(out);
        learner.save(out);
    }

    void restore(DataInput in) throws IOException {
        restarts = in.readLong();
        scale.restore(in);
        losses.restore(in);
        learner.restore(in);
    }
}
