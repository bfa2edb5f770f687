package io.rdrop.task;

import io.rdrop.codec.ExampleCodec;
import io.rdrop.codec.ExampleCodecs;
import io.rdrop.config.JobConfig;
import io.rdrop.encode.Encoder;
import io.rdrop.encode.StandardisedTarget;
import io.rdrop.encode.TabularEncoder;
import io.rdrop.encode.TargetEncoder;
import io.rdrop.engine.OutputShape;
import io.rdrop.evaluate.PrequentialEvaluator;
import io.rdrop.evaluate.RegressionEvaluator;
import io.rdrop.example.TaskTerms;
import io.rdrop.learn.pool.ExamplePool;
import io.rdrop.learn.pool.NumberPool;
import io.rdrop.learn.pool.NumberPoolSpec;

/** A number for each row of a table. */
record TableRegression(JobConfig config) implements TaskSpec {
    @Override
    public ExampleCodec codec() {
        return ExampleCodecs.of(config);
    }

    @Override
    public Encoder features() {
        return columns();
    }

    @Override
    public ExamplePool pool() {
        return new NumberPool(
                NumberPoolSpec.of(config),
                columns(),
                config.seed(),
                config.pool().share());
    }

    private TabularEncoder columns() {
        return new TabularEncoder(
                config.features(), config.encoding(), config.input().maxDictionaryBytes());
    }

    @Override
    public TargetEncoder targets() {
        return new StandardisedTarget();
    }

    @Override
    public OutputShape outputs() {
        return new OutputShape.Values(1);
    }

    @Override
    public PrequentialEvaluator evaluator() {
        return new RegressionEvaluator(config.evaluation().window());
    }

    @Override
    public TaskTerms terms() {
        return TaskTerms.NUMBERS;
    }
}
