package io.rdrop.learn.pool;

import io.rdrop.engine.GradientLimit;
import io.rdrop.engine.SequenceModel.Tagger;
import io.rdrop.engine.UpdateResult;
import java.util.function.Supplier;

/** Of a network that tags, by the tags of new tokens. */
final class GuardedTagger extends GuardedSequences<Tagger, TagBatch> {
    GuardedTagger(TransformerSpec spec, Supplier<Tagger> networks, boolean guards, boolean shortens) {
        super(spec, networks, guards, shortens);
    }

    @Override
    protected UpdateResult update(Tagger of, TagBatch batch, GradientLimit limit) {
        return of.update(batch.sentences(), batch.targets(), limit);
    }

    @Override
    double loss(Tagger of, TagBatch batch) {
        return (float) batch.loss(of, outputs);
    }
}
