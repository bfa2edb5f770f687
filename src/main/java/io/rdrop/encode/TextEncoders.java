package io.rdrop.encode;

import io.rdrop.config.TextConfig;

/** Makes the encoders of texts. */
public final class TextEncoders {
    private TextEncoders() {}

    /** The encoder that the configuration asks for. */
    @SuppressWarnings("DoNotCallSuggester")
    public static Encoder of(TextConfig config) {
        throw new IllegalStateException("texts are not built yet: " + config);
    }

    /** Distinct token numbers of a sequence: padding, unknown, and one per word of the vocabulary. */
    public static int tokenNumbers(TextConfig config) {
        return config.vocabulary() + 2;
    }
}
