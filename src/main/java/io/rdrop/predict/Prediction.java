package io.rdrop.predict;

import io.rdrop.Public;
import io.rdrop.example.TagOutputs;
import io.rdrop.example.TextOutputs;
import java.util.ArrayList;
import java.util.List;

/**
 * What a version of a model says of a record.
 *
 * @param by which version
 * @param outputs the probability of each class, in the order of {@link ModelVersion#classes}; or one number, on the
 *     scale of the labels; or of a sentence what {@link #tags} and {@link #tagProbabilities} read; or what
 *     {@link #text} reads
 * @param deviation of a number, the standard deviation of its error, in units of the labels: what a pool of numbers
 *     expects for this record; of one network the root mean squared error over the version's window of evaluation. NaN
 *     of classes, and where nothing was scored yet
 */
@Public
public record Prediction(ModelVersion by, float[] outputs, double deviation) {
    /** Whether it is a class; else it is a number, or tags, or a text. */
    public boolean isClass() {
        return by.isOfClasses();
    }

    /** Whether it is a tag for each token of a sentence. */
    public boolean isTags() {
        return by.isOfTokens();
    }

    /** Whether it is a text that was written for a source. */
    public boolean isText() {
        return by.isOfTexts();
    }

    /** The text that was written for a source. */
    public String text() {
        if (!isText()) {
            throw new IllegalStateException("model " + by.model() + " writes no texts");
        }
        return new TextOutputs(outputs, 0).text();
    }

    /** The tags of a sentence, one for each token that was looked at: of a long one the first. */
    public List<String> tags() {
        TagOutputs sentence = sentence();
        List<String> tags = new ArrayList<>(sentence.tokens());
        for (int i = 0; i < sentence.tokens(); i++) {
            tags.add(by.classes().get(sentence.tag(i)));
        }
        return List.copyOf(tags);
    }

    /** The probability of each of {@link #tags}. */
    public float[] tagProbabilities() {
        TagOutputs sentence = sentence();
        float[] each = new float[sentence.tokens()];
        for (int i = 0; i < each.length; i++) {
            each[i] = sentence.probability(i);
        }
        return each;
    }

    private TagOutputs sentence() {
        if (!isTags()) {
            throw new IllegalStateException("model " + by.model() + " tags no tokens");
        }
        return new TagOutputs(outputs, 0);
    }

    /** The most probable class; of several the first. */
    public String label() {
        return by.classes().get(classIndex());
    }

    /** The index of {@link #label}. */
    public int classIndex() {
        if (!isClass()) {
            throw new IllegalStateException("model " + by.model() + " predicts " + kind() + ", not classes");
        }
        return best(outputs);
    }

    /** The index of the greatest; of several the first. */
    public static int best(float[] probabilities) {
        int best = 0;
        for (int i = 1; i < probabilities.length; i++) {
            best = probabilities[i] > probabilities[best] ? i : best;
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

    private String kind() {
        return isText() ? "texts" : isTags() ? "tags" : isClass() ? "classes" : "numbers";
    }

    /** The number. */
    public float number() {
        if (isClass() || isTags() || isText()) {
            throw new IllegalStateException("model " + by.model() + " predicts " + kind() + ", not numbers");
        }
        return outputs[0];
    }
}
