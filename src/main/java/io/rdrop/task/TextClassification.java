package io.rdrop.task;

import io.rdrop.config.JobConfig;
import io.rdrop.config.TextRepresentation;
import io.rdrop.encode.Encoder;
import io.rdrop.encode.TextEncoders;
import io.rdrop.engine.InputShape;

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
    public InputShape inputs(Encoder encoder) {
        return config.text().representation() == TextRepresentation.SEQUENCE
                ? new InputShape.Tokens(config.text().length(), TextEncoders.tokenNumbers(config.text()))
                : super.inputs(encoder);
    }
}
