package io.rdrop.learn.pool;

import io.rdrop.engine.GradientLimit;
import io.rdrop.engine.SequenceModel.Translator;
import io.rdrop.engine.UpdateResult;
import java.util.function.Supplier;

/** Of a network that writes texts, by the subwords of new targets, each given those before it. */
final class GuardedTranslator extends GuardedSequences<Translator, PairBatch> {
    GuardedTranslator(TransformerSpec spec, Supplier<Translator> networks, boolean guards, boolean shortens) {
        super(spec, networks, guards, shortens);
    }

    @Override
    protected UpdateResult update(Translator of, PairBatch batch, GradientLimit limit) {
        return of.update(batch.allSources(), batch.allTargets(), limit);
    }

    @Override
    double loss(Translator of, PairBatch batch) {
        double[] sum = {0};
        batch.predict(of, outputs, batch.judged(), (pair, tokens, loss, hits) -> sum[0] += (float) loss);
        return sum[0];
    }
}
