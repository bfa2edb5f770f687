package io.rdrop.task;

import io.rdrop.codec.ExampleCodec;
import io.rdrop.codec.ExampleCodecs;
import io.rdrop.config.JobConfig;
import io.rdrop.encode.Encoder;
import io.rdrop.encode.TargetEncoder;
import io.rdrop.engine.Engines;
import io.rdrop.engine.OutputShape;
import io.rdrop.evaluate.PrequentialEvaluator;
import io.rdrop.evaluate.TaggingEvaluator;
import io.rdrop.example.TaskTerms;
import io.rdrop.learn.pool.ExamplePool;
import io.rdrop.learn.pool.TaggerPool;
import io.rdrop.learn.pool.TaggingPool;
import io.rdrop.learn.pool.TaggingPoolSpec;
import io.rdrop.learn.pool.TransformerSpec;

/** A tag for each token of a sentence: a pool's, or that of a Transformer of libtorch alone. */
record SequenceTagging(JobConfig config) implements TaskSpec {
    private static final String NO_ENGINE = "sequence tagging has no network of an engine";

    @Override
    public ExampleCodec codec() {
        return ExampleCodecs.of(config);
    }

    @Override
    public ExamplePool pool() {
        if (config.isEncoder()) {
            TransformerSpec spec = TransformerSpec.tagger(config);
            return new TaggerPool(
                    spec,
                    config.model(),
                    () -> Engines.load().tagger(spec.settings(), config.model(), config.rDrop(), config.seed()),
                    config.seed());
        }
        return new TaggingPool(
                TaggingPoolSpec.of(config),
                config.label().classes().size(),
                config.sequence().maxLength(),
                config.seed(),
                config.pool().share());
    }

    @Override
    public Encoder features() {
        throw new UnsupportedOperationException(NO_ENGINE);
    }

    @Override
    public TargetEncoder targets() {
        throw new UnsupportedOperationException(NO_ENGINE);
    }

    @Override
    public OutputShape outputs() {
        throw new UnsupportedOperationException(NO_ENGINE);
    }

    @Override
    public PrequentialEvaluator evaluator() {
        return new TaggingEvaluator(
                config.label().classes(), config.evaluation().window());
    }

    @Override
    public TaskTerms terms() {
        return TaskTerms.TAGS;
    }
}
