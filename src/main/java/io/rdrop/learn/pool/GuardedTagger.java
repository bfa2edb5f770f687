package io.rdrop.learn.pool;

import io.rdrop.engine.GradientLimit;
import io.rdrop.engine.SequenceModel.Tagger;
import io.rdrop.engine.UpdateResult;
import io.rdrop.learn.Divergence;
import io.rdrop.learn.Guard;
import io.rdrop.state.StatePart;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.function.Supplier;

/**
 * A {@link Guard} of a network that tags. What is held against the referee is -ln p of the tags of new tokens; the
 * referee has the shares of the latest thousand or so. Good states are kept of networks of at most {@value #MOST_BYTES}
 * bytes.
 */
final class GuardedTagger extends Guard<Tagger, TagBatch> {
    private static final long MOST_BYTES = 64 << 20;
    private static final int VERSION = 1;

    private final Supplier<Tagger> networks;
    private final int outputs;

    /**
     * A new network.
     *
     * @param networks makes it, and others like it
     * @param guards {@code model.guard}
     * @param shortens whether no length of gradients is configured
     */
    GuardedTagger(TransformerSpec spec, Supplier<Tagger> networks, boolean guards, boolean shortens) {
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
     * Looks at how the new tokens of a batch were predicted, and takes the network back if it has diverged.
     *
     * @param loss the sum of -ln p of their tags
     */
    void judge(TagBatch batch, double loss) {
        if (guards() && batch.judged() > 0) {
            judge(batch, divergence().excess(batch.labels(), loss));
        }
    }

    /** What is known of the network's course: what learning on needs, and predicting does not. */
    StatePart state() {
        return new StatePart("pool-guard", VERSION, this::saveCourse, (in, version) -> restoreCourse(in));
    }

    @Override
    protected Tagger create() {
        return networks.get();
    }

    @Override
    protected UpdateResult update(Tagger of, TagBatch batch, GradientLimit limit) {
        return of.update(batch.sentences(), batch.targets(), limit);
    }

    /** Numbers of tokens are never at fault. */
    @Override
    protected boolean isSound(TagBatch batch) {
        return true;
    }

    @Override
    protected int rows(TagBatch batch) {
        return batch.labels().length;
    }

    @Override
    protected Divergence.Excess excess(Tagger of, TagBatch batch, Divergence by) {
        return by.excess(batch.labels(), (float) batch.loss(of, outputs));
    }

    @Override
    protected void observe(TagBatch batch, Divergence by) {
        int[] labels = batch.labels();
        double[] targets = new double[labels.length];
        for (int i = 0; i < labels.length; i++) {
            targets[i] = labels[i];
        }
        by.observe(targets, targets.length);
    }

    @Override
    protected void scaleLearningRate(Tagger of, double factor) {
        of.scaleLearningRate(factor);
    }

    @Override
    protected void countFrom(Tagger next, Tagger before) {
        next.countFrom(before.step(), before.tokens());
    }

    @Override
    protected long stateBytes(Tagger of) {
        return GuardedTranslator.BYTES_PER_PARAMETER * of.parameters();
    }

    /** A copy takes less time than a handful of updates. */
    @Override
    protected long period(Tagger of) {
        return PERIOD;
    }

    @Override
    protected void save(Tagger of, DataOutput out) throws IOException {
        of.save(out);
    }

    @Override
    protected void restore(Tagger of, DataInput in) throws IOException {
        of.restore(in);
    }

    @Override
    protected void close(Tagger of) {
        of.close();
    }
}
