package io.rdrop.task;

import io.rdrop.codec.ExampleCodec;
import io.rdrop.codec.ExampleCodecs;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.config.TaskType;
import io.rdrop.encode.Encoder;
import io.rdrop.encode.TargetEncoder;
import io.rdrop.engine.Engines;
import io.rdrop.engine.OutputShape;
import io.rdrop.evaluate.PrequentialEvaluator;
import io.rdrop.evaluate.TextEvaluator;
import io.rdrop.example.TaskTerms;
import io.rdrop.learn.pool.ExamplePool;
import io.rdrop.learn.pool.TransformerPool;
import io.rdrop.learn.pool.TransformerSpec;
import io.rdrop.learn.sequence.TokenizerFile;

/** A text for a text: translation and summarization. Its network is libtorch's. */
record WrittenText(JobConfig config) implements TaskSpec {
    private static final String NO_VECTORS = "a text that is written is no vector";

    @Override
    public ExampleCodec codec() {
        return ExampleCodecs.of(config);
    }

    @Override
    public ExamplePool pool() {
        TransformerSpec spec = TransformerSpec.of(config);
        return new TransformerPool(
                spec,
                TransformerPool.Networks.of(config.model(), () -> Engines.load()
                        .translator(
                                JobConfigs.taskName(config),
                                spec.settings(),
                                config.model(),
                                config.rDrop(),
                                config.seed())),
                config.seed());
    }

    @Override
    public void checkFiles() {
        String tokenizer = JobConfigs.resolved(config).transformer().tokenizer();
        if (tokenizer != null) {
            TokenizerFile.read(tokenizer, config.transformer().vocabulary()).close();
        }
    }

    @Override
    public Encoder features() {
        throw new UnsupportedOperationException(NO_VECTORS);
    }

    @Override
    public TargetEncoder targets() {
        throw new UnsupportedOperationException(NO_VECTORS);
    }

    @Override
    public OutputShape outputs() {
        throw new UnsupportedOperationException(NO_VECTORS);
    }

    @Override
    public PrequentialEvaluator evaluator() {
        return new TextEvaluator(isSummary(), config.evaluation().window());
    }

    @Override
    public TaskTerms terms() {
        return isSummary() ? TaskTerms.SUMMARIES : TaskTerms.TRANSLATIONS;
    }

    private boolean isSummary() {
        return config.task() == TaskType.SUMMARIZATION;
    }
}
