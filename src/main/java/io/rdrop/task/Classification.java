package io.rdrop.task;

import io.rdrop.codec.ExampleCodec;
import io.rdrop.codec.ExampleCodecs;
import io.rdrop.config.JobConfig;
import io.rdrop.encode.ClassIndex;
import io.rdrop.encode.TargetEncoder;
import io.rdrop.engine.OutputShape;
import io.rdrop.evaluate.ClassificationEvaluator;
import io.rdrop.evaluate.PrequentialEvaluator;
import io.rdrop.example.TaskTerms;

/** What all tasks have in common that predict one of the configured classes. */
abstract class Classification implements TaskSpec {
    final JobConfig config;

    Classification(JobConfig config) {
        this.config = config;
    }

    @Override
    public ExampleCodec codec() {
        return ExampleCodecs.of(config);
    }

    @Override
    public TargetEncoder targets() {
        return new ClassIndex();
    }

    @Override
    public OutputShape outputs() {
        return new OutputShape.Classes(config.label().classes().size());
    }

    @Override
    public PrequentialEvaluator evaluator() {
        return new ClassificationEvaluator(
                config.label().classes(), config.evaluation().window());
    }

    @Override
    public TaskTerms terms() {
        return TaskTerms.CLASSES;
    }
}
