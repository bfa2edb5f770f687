package io.rdrop.task;

import io.rdrop.codec.ExampleCodec;
import io.rdrop.codec.ExampleCodecs;
import io.rdrop.config.JobConfig;
import io.rdrop.config.LearnerType;
import io.rdrop.encode.Encoder;
import io.rdrop.encode.TargetEncoder;
import io.rdrop.engine.Engines;
import io.rdrop.engine.OutputShape;
import io.rdrop.evaluate.LanguageEvaluator;
import io.rdrop.evaluate.PrequentialEvaluator;
import io.rdrop.example.TaskTerms;
import io.rdrop.learn.pool.ExamplePool;
import io.rdrop.learn.pool.LanguageNetworkPool;
import io.rdrop.learn.pool.LanguagePool;
import io.rdrop.learn.pool.LanguagePoolSpec;
import io.rdrop.learn.pool.TransformerSpec;

/** Which character of a text comes next: a pool's, or a network of libtorch, mixed with counts or alone. */
record LanguageModel(JobConfig config) implements TaskSpec {
    @Override
    public ExampleCodec codec() {
        return ExampleCodecs.of(config);
    }

    @Override
    public ExamplePool pool() {
        if (config.isOnSequences()) {
            TransformerSpec spec = TransformerSpec.languageModel(config);
            return new LanguageNetworkPool(
                    spec,
                    config.learner() == LearnerType.POOL,
                    config.model(),
                    () -> Engines.load().languageModel(spec.settings(), config.model(), config.rDrop(), config.seed()),
                    config.seed());
        }
        return new LanguagePool(LanguagePoolSpec.of(config), config.seed());
    }

    @Override
    public Encoder features() {
        throw new UnsupportedOperationException("a language model has no network of an engine");
    }

    @Override
    public TargetEncoder targets() {
        throw new UnsupportedOperationException("a language model has no network of an engine");
    }

    @Override
    public OutputShape outputs() {
        throw new UnsupportedOperationException("a language model has no network of an engine");
    }

    @Override
    public PrequentialEvaluator evaluator() {
        return new LanguageEvaluator(config.evaluation().window());
    }

    @Override
    public TaskTerms terms() {
        return TaskTerms.TEXTS;
    }
}
