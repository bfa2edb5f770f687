package io.rdrop.encode;

import io.rdrop.example.Example;
import io.rdrop.example.TextFeatures;

/** What encoders ask of what they are given. */
final class EncoderChecks {
    private EncoderChecks() {}

    /** @throws IllegalArgumentException if the example is something else than a text */
    static String text(Example example) {
        if (example.features() instanceof TextFeatures features) {
            return features.text();
        }
        throw new IllegalArgumentException("example must be a text but was "
                + example.features().getClass().getSimpleName() + " (id " + example.id() + ", " + example.position()
                + ")");
    }

    /** @throws IllegalArgumentException if inputs is too short */
    static void length(float[] inputs, int examples, int width) {
        if (inputs.length < (long) examples * width) {
            throw new IllegalArgumentException("inputs must hold " + examples + " * " + width
                    + " values (examples * width) but held " + inputs.length);
        }
    }
}
