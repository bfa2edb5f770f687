package io.rdrop.learn.network;

import io.rdrop.graph.Value;
import io.rdrop.learn.CounterRandom;
import io.rdrop.learn.table.RowGraph;
import io.rdrop.learn.table.RowLearner;
import io.rdrop.learn.table.RowStore;
import io.rdrop.learn.table.TableGraph;
import io.rdrop.learn.table.TableInputs;
import io.rdrop.learn.table.TableShape;
import io.rdrop.objective.LossTerms;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * A network as a member: each row is learned once, then some of the rows before it again. The more rows there were, the
 * less is to be gained by learning some twice: after the first 5000, each replay takes place with probability 5000 /
 * rows.
 */
public final class NetworkLearner implements RowLearner<TableInputs> {
    private static final double EARLY_ROWS = 5000;

    private final NetworkSpec spec;
    private final long seed;
    private final @Nullable RowStore replay;
    private final RowNetwork network;
    private long rows;

    /** @param replay where replayed rows come from; others fill it */
    public NetworkLearner(NetworkSpec spec, TableShape shape, long seed, @Nullable RowStore replay) {
        this.spec = spec;
        this.seed = seed;
        this.replay = replay;
        network = new RowNetwork(spec, shape, seed);
    }

    @Override
    public void predict(TableInputs row, float[] probabilities) {
        softmax(network.forward(row), probabilities);
    }

    @Override
    public Value predict(RowGraph row) {
        return row.formula().softmax(network.forward(TableGraph.of(row)));
    }

    /** The softmax of the first logits. */
    static void softmax(float[] logits, float[] into) {
        float max = Float.NEGATIVE_INFINITY;
        for (int c = 0; c < into.length; c++) {
            max = Math.max(max, logits[c]);
        }
        double sum = 0;
        for (int c = 0; c < into.length; c++) {
            into[c] = (float) Math.exp(logits[c] - max);
            sum += into[c];
        }
        for (int c = 0; c < into.length; c++) {
            into[c] = (float) (into[c] / sum);
        }
    }

    @Override
    public void learn(TableInputs row, int label, double weight) {
        network.learn(label, weight);
        rows++;
        for (int i = 0; replay != null && i < spec.replays() && replay.size() > 0; i++) {
            if (CounterRandom.uniform(seed, rows, i) * rows < EARLY_ROWS) {
                int at = CounterRandom.below(replay.size(), seed, network.updates(), i);
                network.forward(replay.row(at));
                network.learn(replay.target(at), replay.weight(at));
            }
        }
    }

    @Override
    public @Nullable LossTerms terms() {
        return spec.alpha() > 0 ? network.terms() : null;
    }

    @Override
    public OptionalDouble divergence(TableInputs row, long step) {
        return spec.alpha() > 0 ? OptionalDouble.of(network.divergence(row, step)) : OptionalDouble.empty();
    }

    @Override
    public long parameters() {
        return network.parameters();
    }

    @Override
    public long bytes() {
        return network.bytes();
    }

    @Override
    public void restart() {
        rows = 0;
        network.restart();
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeLong(rows);
        network.save(out);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        rows = in.readLong();
        network.restore(in);
    }
}
