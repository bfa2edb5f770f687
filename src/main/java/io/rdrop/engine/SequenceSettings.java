package io.rdrop.engine;

/**
 * A sequence network.
 *
 * @param kind what mixes the tokens
 * @param vocabulary numbers that a token can have
 * @param outputs tags, or tokens to predict
 * @param features numbers per token, whose vectors are added up
 * @param width numbers per vector; of a recurrent network its units in all
 * @param layers at least 1
 * @param heads of attention, a divisor of the width; not read by recurrent networks
 * @param maxLength longest sequence
 * @param dropout share of what goes into a layer that a pass drops
 */
public record SequenceSettings(
        Kind kind,
        int vocabulary,
        int outputs,
        int features,
        int width,
        int layers,
        int heads,
        int maxLength,
        double dropout) {
    /** What mixes the tokens of a sequence. */
    public enum Kind {
        LSTM,
        TRANSFORMER
    }

    public SequenceSettings {
        positive("vocabulary", vocabulary);
        positive("outputs", outputs);
        positive("features", features);
        positive("width", width);
        positive("layers", layers);
        positive("heads", heads);
        positive("maxLength", maxLength);
        if (kind == Kind.TRANSFORMER && width % heads != 0) {
            throw new IllegalArgumentException("heads must divide width " + width + " but was " + heads);
        }
        if (kind == Kind.LSTM && width % 2 != 0) {
            throw new IllegalArgumentException("width must be even, half of it per direction, but was " + width);
        }
        if (!(dropout >= 0 && dropout < 1)) {
            throw new IllegalArgumentException("dropout must be within [0, 1) but was " + dropout);
        }
    }

    /** Units of the two layers in a block of a Transformer. */
    public int inner() {
        return 4 * width;
    }

    private static void positive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1 but was " + value);
        }
    }
}
