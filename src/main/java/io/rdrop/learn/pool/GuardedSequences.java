package io.rdrop.learn.pool;

import io.rdrop.engine.SequenceModel;
import io.rdrop.learn.Divergence;
import io.rdrop.learn.Guard;
import io.rdrop.state.StatePart;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.function.Supplier;

/**
 * A {@link Guard} of a network of sequences. What is held against the referee is -ln p of what is new; the referee has
 * the shares of the latest thousand or so. Good states are kept of networks of at most {@value #MOST_BYTES} bytes.
 */
abstract class GuardedSequences<M extends SequenceModel, B extends GuardedSequences.Judged> extends Guard<M, B> {
    /** Parameters and two moments. */
    static final long BYTES_PER_PARAMETER = 12;

    private static final long MOST_BYTES = 64 << 20;
    private static final int VERSION = 1;

    private final Supplier<M> networks;
    final int outputs;

    /** What is learned in one update, of which the first part is new. */
    interface Judged {
        /** Sequences that are new. */
        int judged();

        /** What is to be predicted in those, in their order. */
        int[] labels();
    }

    /**
     * A new network.
     *
     * @param networks makes it, and others like it
     * @param guards {@code model.guard}
     * @param shortens whether no length of gradients is configured
     */
    GuardedSequences(TransformerSpec spec, Supplier<M> networks, boolean guards, boolean shortens) {
        super(
                new Settings(
                        guards,
                        shortens,
                        spec.dropout() * spec.settings().width() >= 1,
                        spec.settings().outputs(),
                        spec.rate(),
                        MOST_BYTES),
                networks.get());
        this.networks = networks;
        outputs = spec.settings().outputs();
    }

    /**
     * Looks at how what is new in a batch was predicted, and takes the network back if it has diverged.
     *
     * @param loss the sum of -ln p of its labels
     */
    void judge(B batch, double loss) {
        if (guards() && batch.judged() > 0) {
            judge(batch, divergence().excess(batch.labels(), loss));
        }
    }

    /** What is known of the network's course: what learning on needs, and predicting does not. */
    StatePart state() {
        return new StatePart("pool-guard", VERSION, this::saveCourse, (in, version) -> restoreCourse(in));
    }

    @Override
    protected M create() {
        return networks.get();
    }

    /** The sum of -ln p of the new labels of a batch, as a network says now. */
    abstract double loss(M of, B batch);

    /** Numbers of words and subwords are never at fault. */
    @Override
    protected boolean isSound(B batch) {
        return true;
    }

    @Override
    protected int rows(B batch) {
        return batch.labels().length;
    }

    @Override
    protected Divergence.Excess excess(M of, B batch, Divergence by) {
        return by.excess(batch.labels(), loss(of, batch));
    }

    @Override
    protected void observe(B batch, Divergence by) {
        int[] labels = batch.labels();
        double[] targets = new double[labels.length];
        for (int i = 0; i < labels.length; i++) {
            targets[i] = labels[i];
        }
        by.observe(targets, targets.length);
    }

    @Override
    protected void scaleLearningRate(M of, double factor) {
        of.scaleLearningRate(factor);
    }

    @Override
    protected void countFrom(M next, M before) {
        next.countFrom(before.step(), before.tokens());
    }

    @Override
    protected long stateBytes(M of) {
        return BYTES_PER_PARAMETER * of.parameters();
    }

    /** A copy takes less time than a handful of updates. */
    @Override
    protected long period(M of) {
        return PERIOD;
    }

    @Override
    protected void save(M of, DataOutput out) throws IOException {
        of.save(out);
    }

    @Override
    protected void restore(M of, DataInput in) throws IOException {
        of.restore(in);
    }

    @Override
    protected void close(M of) {
        of.close();
    }
}
