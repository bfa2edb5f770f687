package io.rdrop.tools.report;

import io.rdrop.example.Score;
import io.rdrop.example.Scores;

/**
 * What the two terms of a training step are, which {@link io.rdrop.example.StepReport} calls cross-entropy and KL divergence:
 * in a regression they are squared errors and squared distances between passes.
 */
public enum StepTerms {
    /** Nats per row. */
    CLASSES("crossEntropy", "klDivergence", "cross-entropy", "KL divergence", "CE", "KL", "nats"),
    /** In variances of the target, per row. */
    NUMBERS("squaredError", "passDistance", "squared error", "pass distance", "squared error", "distance", "variances");

    private final String errorKey;
    private final String divergenceKey;
    private final String error;
    private final String divergence;
    private final String shortError;
    private final String shortDivergence;
    private final String unit;

    StepTerms(
            String errorKey,
            String divergenceKey,
            String error,
            String divergence,
            String shortError,
            String shortDivergence,
            String unit) {
        this.errorKey = errorKey;
        this.divergenceKey = divergenceKey;
        this.error = error;
        this.divergence = divergence;
        this.shortError = shortError;
        this.shortDivergence = shortDivergence;
        this.unit = unit;
    }

    /** Those of the task that has these scores. */
    public static StepTerms of(Scores scores) {
        return scores.has(Score.MAE) ? NUMBERS : CLASSES;
    }

    /** Name in JSON of the first term, which compares outputs with targets. */
    public String errorKey() {
        return errorKey;
    }

    /** Name in JSON of the second term, which compares passes with each other. */
    public String divergenceKey() {
        return divergenceKey;
    }

    /** The first term, for people. */
    public String error() {
        return error;
    }

    /** The second term, for people. */
    public String divergence() {
        return divergence;
    }

    /** Both terms of a step, where there is little room. */
    public String line(double errorTerm, double divergenceTerm) {
        return shortError + " " + ScoreText.fixed(errorTerm, 3) + " " + shortDivergence + " "
                + ScoreText.fixed(divergenceTerm, 4);
    }

    /** What both are measured in. */
    public String unit() {
        return unit;
    }
}
