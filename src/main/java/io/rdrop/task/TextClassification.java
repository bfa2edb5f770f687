package io.rdrop.task;

import io.rdrop.config.JobConfig;
import io.rdrop.config.TextRepresentation;
import io.rdrop.encode.Encoder;
import io.rdrop.encode.TermEncoder;
import io.rdrop.encode.TextEncoders;
import io.rdrop.engine.InputShape;
import io.rdrop.learn.pool.ExamplePool;
import io.rdrop.learn.pool.Pool;
import io.rdrop.learn.pool.TextPoolSpec;

/** Classes of texts. */
final class TextClassification extends Classification {
    TextClassification(JobConfig config) {
        super(config);
    }

    @Override
    public Encoder features() {
        return TextEncoders.of(config.text(), config.input().maxDictionaryBytes());
    }

    @Override
    public ExamplePool pool() {
        return new Pool(
                        TextPoolSpec.of(config),
                        new TermEncoder(config.text(), config.input().maxDictionaryBytes()),
                        config.label().classes().size(),
                        config.seed(),
                        config.pool().share())
                .resting(config.pool().resting());
    }

    @Override
    public InputShape inputs(Encoder encoder) {
        return config.text().representation() == TextRepresentation.SEQUENCE
                ? new InputShape.Tokens(config.text().length(), TextEncoders.tokenNumbers(config.text()))
                : super.inputs(encoder);
    }
}
