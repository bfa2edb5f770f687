package io.rdrop.example;

import io.rdrop.Public;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Prequential scores (each example predicted before it is trained on) beside their referees. Which ones there are is
 * the task's choice. Immutable and thread-safe.
 */
@Public
public final class Scores {
    private static final double HUNDRED = 100;

    private final long examples;
    /** Most steps' scores are never read: they are computed by whoever reads them first. */
    private Supplier<Values> source;

    private record Values(
            Map<Score, Double> byScore,
            @Nullable ClassTable classes,
            @Nullable TagCounts tagCounts,
            @Nullable TextCounts textCounts) {}

    /**
     * All of them.
     *
     * @param examples scored examples
     * @param values NaN before the first example
     * @param classes the same by class; null if there are none, or they were not kept
     */
    public Scores(long examples, Map<Score, Double> values, @Nullable ClassTable classes) {
        this(examples, values, classes, null);
    }

    /**
     * All of them, of tags.
     *
     * @param tagCounts what they are made of; null if that was not kept, or they are of something else
     */
    public Scores(
            long examples, Map<Score, Double> values, @Nullable ClassTable classes, @Nullable TagCounts tagCounts) {
        this(examples, values, classes, tagCounts, null);
    }

    /** All of them, of texts, by what they are made of. */
    public static Scores of(TextCounts textCounts) {
        return new Scores(textCounts.sentences(), textCounts.scores(), null, null, textCounts);
    }

    private Scores(
            long examples,
            Map<Score, Double> values,
            @Nullable ClassTable classes,
            @Nullable TagCounts tagCounts,
            @Nullable TextCounts textCounts) {
        this.examples = examples;
        Map<Score, Double> ordered = new EnumMap<>(Score.class);
        ordered.putAll(values);
        Values known = new Values(Collections.unmodifiableMap(ordered), classes, tagCounts, textCounts);
        source = () -> known;
    }

    /** Scores that are not kept by class. */
    public Scores(long examples, Map<Score, Double> values) {
        this(examples, values, null);
    }

    private Scores(long examples, Supplier<Values> source) {
        this.examples = examples;
        this.source = source;
    }

    /**
     * Scores that are computed when one is first asked for, and never again.
     *
     * @param examples scored examples
     * @param scores those of as many examples; called once at most, by any thread
     */
    public static Scores later(long examples, Supplier<Scores> scores) {
        return new Scores(examples, () -> scores.get().known());
    }

    private synchronized Values known() {
        Values values = source.get();
        source = () -> values;
        return values;
    }

    /** Scored examples. */
    public long examples() {
        return examples;
    }

    /** In the order of {@link Score}; NaN before the first example. */
    public Map<Score, Double> values() {
        return known().byScore();
    }

    /** The same by class; null if there are none, or they were not kept. */
    public @Nullable ClassTable classes() {
        return known().classes();
    }

    /** The same without those by class. */
    public Scores withoutClasses() {
        return new Scores(examples, values(), null, tagCounts(), textCounts());
    }

    /** What scores of tags are made of; null if it was not kept, or they are of something else. */
    public @Nullable TagCounts tagCounts() {
        return known().tagCounts();
    }

    /** What scores of texts are made of; null if it was not kept, or they are of something else. */
    public @Nullable TextCounts textCounts() {
        return known().textCounts();
    }

    /** The value of a score; NaN if there is none. */
    public double get(Score score) {
        return values().getOrDefault(score, Double.NaN);
    }

    /**
     * Variance on one example of a headline score or one of its referees: p(1 - p) of a share p of right predictions,
     * RMSE^2 - MAE^2 of absolute errors, s(100 - s) of BLEU and chrF, which is more than a mean of numbers in 0..100
     * could have, the square of the mean of bits per character, as of an exponential
     * distribution.
     */
    public double variance(Score score) {
        double mean = get(score);
        return switch (score) {
            case MAE -> variance(mean, Score.RMSE);
            case LAST_VALUE_MAE -> variance(mean, Score.LAST_VALUE_RMSE);
            case RUNNING_MEAN_MAE -> variance(mean, Score.RUNNING_MEAN_RMSE);
            case BITS_PER_CHARACTER, FREQUENCIES_BITS_PER_CHARACTER, COUNTS_BITS_PER_CHARACTER -> mean * mean;
            case BLEU, CHRF, COPIED_BLEU, COPIED_CHRF -> mean * (HUNDRED - mean) * examplesPerText();
            case ROUGE_L, ROUGE_1, ROUGE_2, LEAD_ROUGE_L, LEAD_ROUGE_1, LEAD_ROUGE_2 ->
                mean * (1 - mean) * examplesPerText();
            default -> mean * (1 - mean);
        };
    }

    /** Of some of the examples nothing was written: those say nothing. */
    private double examplesPerText() {
        TextCounts counts = textCounts();
        return counts == null ? 1 : (double) counts.sentences() / counts.written();
    }

    private double variance(double mae, Score rmse) {
        return Math.max(0, get(rmse) * get(rmse) - mae * mae);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Scores scores && examples == scores.examples && known().equals(scores.known());
    }

    @Override
    public int hashCode() {
        return Objects.hash(examples, known());
    }

    @Override
    public String toString() {
        return "Scores[examples=" + examples + ", " + known() + "]";
    }
}
