package io.rdrop.learn.number;

import io.rdrop.graph.Formula;
import io.rdrop.graph.Trees;
import io.rdrop.graph.Value;
import io.rdrop.learn.CounterRandom;
import io.rdrop.learn.table.NumberGraph;
import io.rdrop.learn.table.NumberRow;
import io.rdrop.learn.table.TableShape;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Ten incremental regression trees, each of which learns a row with a weight of its own, Poisson(1) (online bagging,
 * Oza 2005); the mean of what they predict. Every 1000 rows the tree with the largest recent errors begins anew.
 */
public final class NumberForest implements NumberLearner {
    private static final int TREES = 10;
    private static final int EVERY = 1000;
    private static final double RATE = 0.002;
    private static final float MOST = 5;

    private final View view;
    private final long seed;
    private final NumberFeatures features;
    private final NumberTree[] trees = new NumberTree[TREES];
    private final int[] nodes = new int[TREES];
    private final double[] errors = new double[TREES];
    private long rows;

    /** @param shape of what the view gives */
    public NumberForest(View view, TableShape shape, long seed) {
        this.view = view;
        this.seed = seed;
        features = new NumberFeatures(shape);
        for (int t = 0; t < TREES; t++) {
            trees[t] = new NumberTree(features, CounterRandom.bits(seed, t, 0));
        }
        Arrays.fill(errors, 1);
    }

    @Override
    public double predict(NumberRow row) {
        features.set(view.inputs(row));
        double sum = 0;
        for (int t = 0; t < TREES; t++) {
            nodes[t] = trees[t].route();
            sum += trees[t].mean(nodes[t]);
        }
        return view.decode(row, sum / TREES);
    }

    @Override
    public Value predict(NumberGraph row) {
        Trees all = new Trees();
        for (int t = 0; t < TREES; t++) {
            trees[t].addTo(all, t);
        }
        Formula formula = row.formula();
        Value sum = all.sum(formula.graph(), NumberFeatures.of(view.inputs(row)), 1);
        return view.decode(
                row, formula.over(formula.toDouble(sum), formula.graph().scalar((double) TREES)));
    }

    @Override
    public void learn(NumberRow row, double target, double weight) {
        double z = view.encode(row, target);
        if (Double.isNaN(z)) {
            return;
        }
        float limited = (float) Math.max(-MOST, Math.min(MOST, z));
        for (int t = 0; t < TREES; t++) {
            double error = limited - trees[t].mean(nodes[t]);
            errors[t] += RATE * (error * error - errors[t]);
            int times = poisson(CounterRandom.uniform(seed, rows, t));
            if (times > 0) {
                trees[t].learn(nodes[t], limited, (float) (times * weight));
            }
        }
        rows++;
        if (rows % EVERY == 0) {
            restartWorst();
        }
    }

    private static int poisson(double uniform) {
        int k = 0;
        double term = Math.exp(-1);
        double below = term;
        while (uniform >= below && k < 10) {
            k++;
            term /= k;
            below += term;
        }
        return k;
    }

    /** The tree that begins anew has the mean of the errors, so that another one is the worst next time. */
    private void restartWorst() {
        int worst = 0;
        for (int t = 1; t < TREES; t++) {
            worst = errors[t] > errors[worst] ? t : worst;
        }
        trees[worst].restart();
        errors[worst] = Arrays.stream(errors).average().orElseThrow();
    }

    @Override
    public void restart() {
        for (NumberTree tree : trees) {
            tree.restart();
        }
        Arrays.fill(errors, 1);
    }

    @Override
    public long bytes() {
        long bytes = 0;
        for (NumberTree tree : trees) {
            bytes += tree.bytes();
        }
        return bytes;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeLong(rows);
        for (int t = 0; t < TREES; t++) {
            out.writeDouble(errors[t]);
            trees[t].save(out);
        }
    }

    @Override
    public void restore(DataInput in) throws IOException {
        rows = in.readLong();
        for (int t = 0; t < TREES; t++) {
            errors[t] = in.readDouble();
            trees[t].restore(in);
        }
    }
}
