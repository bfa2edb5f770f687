package io.rdrop.encode;

import io.rdrop.config.TextConfig;
import io.rdrop.config.TextRepresentation;
import java.io.DataInput;
import java.io.IOException;

/** Makes the encoders of texts. */
public final class TextEncoders {
    private TextEncoders() {}

    /** The encoder that the configuration asks for, with as many bytes of words as its vocabulary needs. */
    public static Encoder of(TextConfig config) {
        return of(config, Long.MAX_VALUE);
    }

    /**
     * The encoder that the configuration asks for.
     *
     * @param maxDictionaryBytes of all words that it remembers
     */
    public static Encoder of(TextConfig config, long maxDictionaryBytes) {
        return config.representation() == TextRepresentation.BAG
                ? new BagEncoder(config)
                : new SequenceEncoder(config, maxDictionaryBytes);
    }

    /**
     * Distinct token numbers of a sequence: masked padding, unknown, visible padding where {@code text.padding} asks
     * for it, and one per word of the vocabulary.
     */
    public static int tokenNumbers(TextConfig config) {
        return SequenceEncoder.firstWord(config) + config.vocabulary();
    }

    /** Reads what the state of an encoder begins with. */
    static void requireFormat(DataInput in, int format, String layout) throws IOException {
        int savedFormat = in.readInt();
        if (savedFormat != format) {
            throw new IOException("encoder state must have format " + format + " but had " + savedFormat);
        }
        String saved = StateText.read(in);
        if (!saved.equals(layout)) {
            throw new IOException("encoder state must be of texts as " + layout + " but was of " + saved);
        }
    }
}
