package io.rdrop.learn.companion;

import io.rdrop.graph.Trees;
import io.rdrop.graph.Value;
import io.rdrop.learn.CounterRandom;
import io.rdrop.learn.table.RowGraph;
import io.rdrop.learn.table.RowLearner;
import io.rdrop.learn.table.TableGraph;
import io.rdrop.learn.table.TableInputs;
import io.rdrop.learn.table.TableShape;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Ten incremental trees, each of which learns a row with a weight of its own, Poisson(6) (leveraging bagging, Bifet et
 * al. 2010); the mean of what they predict, weighted by exp(-10 recent log-loss). Every 1000 rows the tree with the
 * worst recent log-loss begins anew.
 */
public final class Forest implements RowLearner<TableInputs> {
    private static final int TREES = 10;
    private static final double MEAN_WEIGHT = 6;
    private static final int EVERY = 1000;
    private static final double RATE = 0.002;
    private static final double SHARPNESS = 10;
    /** P(weight &lt;= k). */
    private static final double[] POISSON = poisson();

    private final int classes;
    private final long seed;
    private final FeatureRow features;
    private final Tree[] trees = new Tree[TREES];
    private final int[] nodes = new int[TREES];
    private final double[] losses = new double[TREES];
    private final float[] weights = new float[TREES];
    private float sumOfWeights;
    private long rows;

    public Forest(TableShape shape, long seed) {
        classes = shape.classes();
        this.seed = seed;
        features = new FeatureRow(shape);
        SplitSearch splits = new SplitSearch(classes);
        for (int t = 0; t < TREES; t++) {
            trees[t] = new Tree(features.features(), classes, CounterRandom.bits(seed, t, 0), splits);
        }
        Arrays.fill(losses, Math.log(classes));
    }

    private static double[] poisson() {
        double[] below = new double[30];
        double term = Math.exp(-MEAN_WEIGHT);
        double sum = 0;
        for (int k = 0; k < below.length; k++) {
            sum += term;
            below[k] = sum;
            term *= MEAN_WEIGHT / (k + 1);
        }
        return below;
    }

    @Override
    public void predict(TableInputs row, float[] probabilities) {
        weigh();
        predictWeighed(row, probabilities);
    }

    @Override
    public void predict(List<? extends TableInputs> many, int count, float[][] probabilities) {
        weigh();
        for (int i = 0; i < count; i++) {
            predictWeighed(many.get(i), probabilities[i]);
        }
    }

    /** Of the trees, by their losses. */
    private void weigh() {
        double least = losses[0];
        for (int t = 1; t < TREES; t++) {
            least = Math.min(least, losses[t]);
        }
        sumOfWeights = 0;
        for (int t = 0; t < TREES; t++) {
            weights[t] = (float) Math.exp(-SHARPNESS * (losses[t] - least));
            sumOfWeights += weights[t];
        }
    }

    private void predictWeighed(TableInputs row, float[] probabilities) {
        features.set(row);
        Arrays.fill(probabilities, 0);
        for (int t = 0; t < TREES; t++) {
            nodes[t] = trees[t].route(features);
            trees[t].leaf(nodes[t]).addProbabilities(probabilities, weights[t]);
        }
        for (int c = 0; c < classes; c++) {
            probabilities[c] /= sumOfWeights;
        }
    }

    @Override
    public Value predict(RowGraph row) {
        double least = Arrays.stream(losses).min().orElseThrow();
        double sum = 0;
        for (double loss : losses) {
            sum += Math.exp(-SHARPNESS * (loss - least));
        }
        Trees all = new Trees();
        for (int t = 0; t < TREES; t++) {
            trees[t].addTo(all, t, (float) (Math.exp(-SHARPNESS * (losses[t] - least)) / sum));
        }
        return all.sum(row.formula().graph(), FeatureRow.of(TableGraph.of(row)), classes);
    }

    @Override
    public void learn(TableInputs row, int label, double weight) {
        for (int t = 0; t < TREES; t++) {
            double loss = -Math.log(trees[t].leaf(nodes[t]).probability(label));
            losses[t] += RATE * (loss - losses[t]);
            int times = times(CounterRandom.uniform(seed, rows, t));
            if (times > 0) {
                trees[t].learn(features, nodes[t], label, (float) (times * weight));
            }
        }
        rows++;
        if (rows % EVERY == 0) {
            restartWorst();
        }
    }

    private static int times(double uniform) {
        int k = 0;
        while (k < POISSON.length - 1 && uniform >= POISSON[k]) {
            k++;
        }
        return k;
    }

    /** The tree that begins anew has the mean of the losses, so that another one is the worst next time. */
    private void restartWorst() {
        int worst = 0;
        for (int t = 1; t < TREES; t++) {
            worst = losses[t] > losses[worst] ? t : worst;
        }
        trees[worst].restart();
        losses[worst] = Arrays.stream(losses).average().orElseThrow();
    }

    @Override
    public void restart() {
        for (Tree tree : trees) {
            tree.restart();
        }
        Arrays.fill(losses, Math.log(classes));
    }

    @Override
    public long bytes() {
        long bytes = 0;
        for (Tree tree : trees) {
            bytes += tree.bytes();
        }
        return bytes;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeLong(rows);
        for (int t = 0; t < TREES; t++) {
            out.writeDouble(losses[t]);
            trees[t].save(out);
        }
    }

    @Override
    public void restore(DataInput in) throws IOException {
        rows = in.readLong();
        for (int t = 0; t < TREES; t++) {
            losses[t] = in.readDouble();
            trees[t].restore(in);
        }
    }
}
