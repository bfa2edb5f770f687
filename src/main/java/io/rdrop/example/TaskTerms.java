package io.rdrop.example;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

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
            "variances"),
    /** Terms in nats per byte. */
    TEXTS(
            Score.BITS_PER_CHARACTER,
            Score.COUNTS_BITS_PER_CHARACTER,
            "%s bits per character",
            new Term("crossEntropy", "cross-entropy", "CE"),
            new Term("klDivergence", "KL divergence", "KL"),
            "nats"),
    /** Terms in nats per token of the targets. */
    TRANSLATIONS(
            EnumSet.of(
                    Score.BLEU,
                    Score.CHRF,
                    Score.COPIED_BLEU,
                    Score.COPIED_CHRF,
                    Score.PERPLEXITY,
                    Score.TOKEN_ACCURACY,
                    Score.TOKEN_LOG_LOSS,
                    Score.CUT_SHARE),
            "BLEU %s"),
    /** Terms in nats per token of the targets. */
    SUMMARIES(
            EnumSet.of(
                    Score.ROUGE_L,
                    Score.ROUGE_1,
                    Score.ROUGE_2,
                    Score.LEAD_ROUGE_L,
                    Score.LEAD_ROUGE_1,
                    Score.LEAD_ROUGE_2,
                    Score.PERPLEXITY,
                    Score.TOKEN_ACCURACY,
                    Score.TOKEN_LOG_LOSS,
                    Score.CUT_SHARE),
            "ROUGE-L %s"),
    /** Terms in nats per token. */
    TAGS(
            Score.TOKEN_ACCURACY,
            Score.CUT_SHARE,
            "%s of the tokens right",
            new Term("crossEntropy", "cross-entropy", "CE"),
            new Term("klDivergence", "KL divergence", "KL"),
            "nats");

    /** One term of a training step: its key in JSON, its name for people, and a short one for little room. */
    public record Term(String key, String name, String shortName) {}

    private final Score headline;
    /** All of its scores, the headline first. */
    @SuppressWarnings("ImmutableEnumChecker") // unmodifiable
    private final Set<Score> scores;

    private final String phrase;

    @SuppressWarnings("ImmutableEnumChecker") // a record of texts
    private final Term error;

    @SuppressWarnings("ImmutableEnumChecker") // a record of texts
    private final Term divergence;

    private final String unit;

    /** Of texts that are written. */
    TaskTerms(Set<Score> scores, String phrase) {
        this(
                scores,
                phrase,
                new Term("crossEntropy", "cross-entropy", "CE"),
                new Term("klDivergence", "KL divergence", "KL"),
                "nats");
    }

    /** Of all scores from one to another. */
    TaskTerms(Score headline, Score last, String phrase, Term error, Term divergence, String unit) {
        this(EnumSet.range(headline, last), phrase, error, divergence, unit);
    }

    TaskTerms(Set<Score> scores, String phrase, Term error, Term divergence, String unit) {
        this.scores = Collections.unmodifiableSet(scores);
        headline = scores.iterator().next();
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
        scores.forEach(score -> values.put(score, Double.NaN));
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
