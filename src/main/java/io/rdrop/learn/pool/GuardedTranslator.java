package io.rdrop.learn.pool;

import io.rdrop.engine.GradientLimit;
import io.rdrop.engine.SequenceModel.Translator;
import io.rdrop.engine.UpdateResult;
import io.rdrop.learn.Divergence;
import io.rdrop.learn.Guard;
import io.rdrop.state.StatePart;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.function.Supplier;

/**
 * A {@link Guard} of a network that writes texts. What is held against the referee is -ln p of the subwords of new
 * targets, each given those before it; the referee has the shares of the latest thousand or so. Good states are kept of
 * networks of at most {@value #MOST_BYTES} bytes.
 */
final class GuardedTranslator extends Guard<Translator, PairBatch> {
    /** Parameters and two moments. */
    static final long BYTES_PER_PARAMETER = 12;

    private static final long MOST_BYTES = 64 << 20;
    private static final int VERSION = 1;

    private final Supplier<Translator> networks;
    private final int outputs;

    /**
     * A new network.
     *
     * @param networks makes it, and others like it
     * @param guards {@code model.guard}
     * @param shortens whether no length of gradients is configured
     */
    GuardedTranslator(TransformerSpec spec, Supplier<Translator> networks, boolean guards, boolean shortens) {
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
     * Looks at how the new targets of a batch were predicted, and takes the network back if it has diverged.
     *
     * @param loss the sum of -ln p of their tokens and ends
     */
    void judge(PairBatch batch, double loss) {
        if (guards() && batch.judged() > 0) {
            judge(batch, divergence().excess(batch.labels(), loss));
        }
    }

    /** What is known of the network's course: what learning on needs, and predicting does not. */
    StatePart state() {
        return new StatePart("pool-guard", VERSION, this::saveCourse, (in, version) -> restoreCourse(in));
    }

    @Override
    protected Translator create() {
        return networks.get();
    }

    @Override
    protected UpdateResult update(Translator of, PairBatch batch, GradientLimit limit) {
        return of.update(batch.allSources(), batch.allTargets(), limit);
    }

    /** Numbers of subwords are never at fault. */
    @Override
    protected boolean isSound(PairBatch batch) {
        return true;
    }

    @Override
    protected int rows(PairBatch batch) {
        return batch.labels().length;
    }

    @Override
    protected Divergence.Excess excess(Translator of, PairBatch batch, Divergence by) {
        double[] sum = {0};
        batch.predict(of, outputs, batch.judged(), (pair, tokens, loss, hits) -> sum[0] += (float) loss);
        return by.excess(batch.labels(), sum[0]);
    }

    @Override
    protected void observe(PairBatch batch, Divergence by) {
        int[] labels = batch.labels();
        double[] targets = new double[labels.length];
        for (int i = 0; i < labels.length; i++) {
            targets[i] = labels[i];
        }
        by.observe(targets, targets.length);
    }

    @Override
    protected void scaleLearningRate(Translator of, double factor) {
        of.scaleLearningRate(factor);
    }

    @Override
    protected void countFrom(Translator next, Translator before) {
        next.countFrom(before.step(), before.tokens());
    }

    @Override
    protected long stateBytes(Translator of) {
        return BYTES_PER_PARAMETER * of.parameters();
    }

    /** A copy takes less time than a handful of updates. */
    @Override
    protected long period(Translator of) {
        return PERIOD;
    }

    @Override
    protected void save(Translator of, DataOutput out) throws IOException {
        of.save(out);
    }

    @Override
    protected void restore(Translator of, DataInput in) throws IOException {
        of.restore(in);
    }

    @Override
    protected void close(Translator of) {
        of.close();
    }
}
