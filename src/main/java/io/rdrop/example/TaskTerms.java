package io.rdrop.example;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;

/**
 * What a task's results are called, and which of its scores counts. {@link StepReport} and the manifests of snapshots
 * have one pair of fields for the two terms of a training step, named after those of classes.
 */
@SuppressWarnings("ImmutableEnumChecker") // a term is a record of texts
public enum TaskTerms {
    /** Terms in nats per row. */
    CLASSES(
            Score.ACCURACY,
            Score.AUC,
            "%s right",
            new Term("crossEntropy", "cross-entropy", "CE"),
            new Term("klDivergence", "KL divergence", "KL"),
            "nats"),
    /** Terms in variances of the target, per row. */
    NUMBERS(
            Score.MAE,
            Score.RUNNING_MEAN_RMSE,
            "a mean absolute error of %s",
            new Term("squaredError", "squared error", "squared error"),
            new Term("passDistance", "pass distance", "distance"),
            "variances");

    /** One term of a training step: its key in JSON, its name for people, and a short one for little room. */
    public record Term(String key, String name, String shortName) {}

    private final Score headline;
    private final Score last;
    private final String phrase;

    @SuppressWarnings("ImmutableEnumChecker") // a record of texts
    private final Term error;

    @SuppressWarnings("ImmutableEnumChecker") // a record of texts
    private final Term divergence;

    private final String unit;

    TaskTerms(Score headline, Score last, String phrase, Term error, Term divergence, String unit) {
        this.headline = headline;
        this.last = last;
        this.phrase = phrase;
        this.error = error;
        this.divergence = divergence;
        this.unit = unit;
    }

    /**
     * Those of results that do not name their task, as on a topic or in a registry: their scores do.
     *
     * @throws IllegalArgumentException if no task has these scores
     */
    public static TaskTerms of(Scores scores) {
        return Arrays.stream(values())
                .filter(terms -> scores.values().containsKey(terms.headline))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "no task has the scores " + scores.values().keySet()));
    }

    /** Name in report.json. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The score that a line of progress shows and a verdict compares with its referees. */
    public Score headline() {
        return headline;
    }

    /** The scores of a model that has scored nothing. */
    public Scores unscored() {
        Map<Score, Double> values = new EnumMap<>(Score.class);
        EnumSet.range(headline, last).forEach(score -> values.put(score, Double.NaN));
        return new Scores(0, values);
    }

    /** A value of the headline score, within a sentence. */
    public String phrase(String value) {
        return String.format(Locale.ROOT, phrase, value);
    }

    /** Compares outputs with targets. */
    public Term error() {
        return error;
    }

    /** Compares dropout passes with each other. */
    public Term divergence() {
        return divergence;
    }

    /** What both terms are measured in. */
    public String unit() {
        return unit;
    }
}
