package io.rdrop.example;

import io.rdrop.Public;
import org.jspecify.annotations.Nullable;

/**
 * One example.
 *
 * @param givenId the producer's id, or null for none
 * @param model the model key that learns from it
 * @param timeMs event time, milliseconds since the epoch
 * @param target class index, 0-based, or the number to predict; NaN for an unlabelled example
 * @param weight how much it counts in what is learned, finite and at least 0; 1 if its record does not say
 * @param timeoutOdds of an example that is learned as the class of {@code labels.on-timeout} and once more should its
 *     label come after all: how much likelier another class is to be late, as {@code DelayedFeedback} has it; 0 of all
 *     others
 * @param history targets of the labelled examples before it, the latest first; NaN where there was none yet. Empty
 *     until the learner, which sees the stream in order, has filled it in
 */
@Public
public record Example(
        SourcePosition position,
        @Nullable String givenId,
        String model,
        long timeMs,
        Features features,
        double target,
        double weight,
        double timeoutOdds,
        double[] history)
        implements Decoded {
    /** The model key of records that name none. */
    public static final String DEFAULT_MODEL = "default";

    /** The target of an example without label. */
    public static final double UNLABELLED = Double.NaN;

    /** The weight of an example whose record gives none. */
    public static final double FULL_WEIGHT = 1;

    private static final double[] NO_HISTORY = {};

    /** What an example takes beside its features; ids and keys are mostly shorter than what is in it for them. */
    private static final int BESIDE_FEATURES = 256;

    private static final int IN_IT_FOR_ID = 64;

    /** An example as it arrives: without history. */
    public Example(
            SourcePosition position,
            @Nullable String givenId,
            String model,
            long timeMs,
            Features features,
            double target) {
        this(position, givenId, model, timeMs, features, target, NO_HISTORY);
    }

    /** An example of weight 1. */
    public Example(
            SourcePosition position,
            @Nullable String givenId,
            String model,
            long timeMs,
            Features features,
            double target,
            double[] history) {
        this(position, givenId, model, timeMs, features, target, FULL_WEIGHT, 0, history);
    }

    /** The producer's id, or {@code topic-partition@offset}, which is only made when it is asked for. */
    public String id() {
        return givenId == null ? position.toString() : givenId;
    }

    /** About the memory that it takes; the same in every process, also of an example that was stored and read again. */
    public long bytes() {
        int idChars = givenId == null ? 0 : Math.max(0, givenId.length() - IN_IT_FOR_ID);
        return BESIDE_FEATURES + 2L * idChars + 8L * history.length + features.bytes();
    }

    public boolean isLabelled() {
        return !Double.isNaN(target);
    }

    /** The same example with the targets before it. */
    public Example withHistory(double[] latestFirst) {
        return new Example(position, givenId, model, timeMs, features, target, weight, timeoutOdds, latestFirst);
    }

    /** The same example with another weight. */
    public Example weighing(double other) {
        return new Example(position, givenId, model, timeMs, features, target, other, timeoutOdds, history);
    }

    /** The same example with other features. */
    public Example withFeatures(Features other) {
        return new Example(position, givenId, model, timeMs, other, target, weight, timeoutOdds, history);
    }

    /** The same example with another target. */
    public Example withTarget(double other) {
        return new Example(position, givenId, model, timeMs, features, other, weight, timeoutOdds, history);
    }

    /** The same example, which may be learned once more should its label come after all. */
    public Example withTimeoutOdds(double odds) {
        return new Example(position, givenId, model, timeMs, features, target, weight, odds, history);
    }

    /** Whether anything is learned from it: one of weight 0 is predicted and scored only. */
    public boolean isLearned() {
        return weight > 0;
    }
}
