package io.rdrop.task;

import io.rdrop.codec.ExampleCodec;
import io.rdrop.codec.ExampleCodecs;
import io.rdrop.config.JobConfig;
import io.rdrop.encode.Encoder;
import io.rdrop.encode.TargetEncoder;
import io.rdrop.engine.OutputShape;
import io.rdrop.evaluate.LanguageEvaluator;
import io.rdrop.evaluate.PrequentialEvaluator;
import io.rdrop.example.TaskTerms;
import io.rdrop.learn.pool.ExamplePool;
import io.rdrop.learn.pool.LanguagePool;
import io.rdrop.learn.pool.LanguagePoolSpec;

/** Which character of a text comes next; always a pool's. */
record LanguageModel(JobConfig config) implements TaskSpec {
    @Override
    public ExampleCodec codec() {
        return ExampleCodecs.of(config);
    }

    @Override
    public ExamplePool pool() {
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
