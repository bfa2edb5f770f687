package io.rdrop.learn.pool;

import io.rdrop.engine.GradientLimit;
import io.rdrop.engine.SequenceModel.LanguageModel;
import io.rdrop.engine.UpdateResult;
import java.util.function.Supplier;

/** Of a network that predicts the next byte, by the bytes that are new. */
final class GuardedLanguageModel extends GuardedSequences<LanguageModel, WindowBatch> {
    GuardedLanguageModel(TransformerSpec spec, Supplier<LanguageModel> networks, boolean guards, boolean shortens) {
        super(spec, networks, guards, shortens);
    }

    @Override
    protected UpdateResult update(LanguageModel of, WindowBatch batch, GradientLimit limit) {
        return of.update(batch.inputs(), batch.next(), limit);
    }

    @Override
    double loss(LanguageModel of, WindowBatch batch) {
        return (float) batch.loss(of);
    }
}
