package io.rdrop.predict;

import io.rdrop.Public;

/**
 * What a version of a model says of a record.
 *
 * @param by which version
 * @param outputs the probability of each class, in the order of {@link ModelVersion#classes}; or one number, on the
 *     scale of the labels
 */
@Public
public record Prediction(ModelVersion by, float[] outputs) {
    /** Whether it is a class; else it is a number. */
    public boolean isClass() {
        return !by.classes().isEmpty();
    }

    /** The most probable class; of several the first. */
    public String label() {
        return by.classes().get(classIndex());
    }

    /** The index of {@link #label}. */
    public int classIndex() {
        if (!isClass()) {
            throw new IllegalStateException("model " + by.model() + " predicts numbers, not classes");
        }
        int best = 0;
        for (int i = 1; i < outputs.length; i++) {
            best = outputs[i] > outputs[best] ? i : best;
        }
        return best;
    }

    /** The probability of {@link #label}. */
    public float probability() {
        return outputs[classIndex()];
    }

    /** The probability of a class. */
    public float probability(String label) {
        int index = by.classes().indexOf(label);
        if (index < 0) {
            throw new IllegalArgumentException("`" + label + "` is none of the classes " + by.classes());
        }
        return outputs[index];
    }

    /** The number. */
    public float number() {
        if (isClass()) {
            throw new IllegalStateException("model " + by.model() + " predicts classes, not numbers");
        }
        return outputs[0];
    }
}
