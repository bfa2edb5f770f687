package io.rdrop.learn.network;

import io.rdrop.graph.Value;
import io.rdrop.learn.CounterRandom;
import io.rdrop.learn.number.NumberLearner;
import io.rdrop.learn.number.View;
import io.rdrop.learn.table.NumberGraph;
import io.rdrop.learn.table.NumberRow;
import io.rdrop.learn.table.RowStore;
import io.rdrop.learn.table.TableShape;
import io.rdrop.objective.LossTerms;
import io.rdrop.objective.Reduction;
import io.rdrop.objective.SquaredErrorObjective;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * A network of one output as a member: each row is learned once, then some of the rows before it again. Its loss is a
 * squared error (with R-Drop that of {@link SquaredErrorObjective}) towards the standardised target, which is brought
 * as near as 1 to what the network predicts: the gradient is bounded, as that of Huber's loss.
 */
public final class NumberNetwork implements NumberLearner {
    private static final double REACH = 1;
    /** It begins near 0, where the mean of the targets is, or the last one. */
    private static final double OUTPUT_SCALE = 0.01;

    private final NetworkSpec spec;
    private final View view;
    private final long seed;
    private final @Nullable RowStore replay;
    private final RowNetwork network;
    private float output;

    /**
     * @param shape of what the view gives
     * @param replay where replayed rows of this view come from; others fill it
     */
    public NumberNetwork(NetworkSpec spec, View view, TableShape shape, long seed, @Nullable RowStore replay) {
        this.spec = spec;
        this.view = view;
        this.seed = seed;
        this.replay = replay;
        network = new RowNetwork(
                spec, shape, seed, passes -> new SquaredErrorObjective(passes, Reduction.SUM), OUTPUT_SCALE, 0);
    }

    @Override
    public double predict(NumberRow row) {
        output = network.forward(view.inputs(row))[0];
        return view.decode(row, output);
    }

    @Override
    public Value predict(NumberGraph row) {
        return view.decode(row, row.formula().toDouble(network.forward(view.inputs(row))));
    }

    @Override
    public void learn(NumberRow row, double target, double weight) {
        learn(view.encode(row, target), weight);
        for (int i = 0; replay != null && i < spec.replays() && replay.size() > 0; i++) {
            int at = CounterRandom.below(replay.size(), seed, network.updates(), i);
            output = network.forward(replay.row(at))[0];
            learn(replay.target(at), replay.weight(at));
        }
    }

    /** One update towards a standardised target; none towards an outlier. */
    private void learn(double target, double weight) {
        if (!Double.isNaN(target)) {
            network.learn(output + Math.max(-REACH, Math.min(REACH, target - output)), weight);
        }
    }

    @Override
    public void restart() {
        network.restart();
    }

    @Override
    public @Nullable LossTerms terms() {
        return spec.alpha() > 0 ? network.terms() : null;
    }

    @Override
    public OptionalDouble divergence(NumberRow row, long step) {
        return spec.alpha() > 0
                ? OptionalDouble.of(network.divergence(view.inputs(row), step))
                : OptionalDouble.empty();
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
    public void save(DataOutput out) throws IOException {
        network.save(out);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        network.restore(in);
    }
}
