package io.rdrop.example;

import io.rdrop.Public;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Prequential scores (each example predicted before it is trained on) beside their referees. Which ones there are is
 * the task's choice.
 *
 * @param examples scored examples
 * @param values in the order of {@link Score}; NaN before the first example
 * @param classes the same by class; null if there are none, or they were not kept
 */
@Public
public record Scores(
        long examples, Map<Score, Double> values, @Nullable ClassTable classes) {
    public Scores {
        Map<Score, Double> ordered = new EnumMap<>(Score.class);
        ordered.putAll(values);
        values = Collections.unmodifiableMap(ordered);
    }

    /** Scores that are not kept by class. */
    public Scores(long examples, Map<Score, Double> values) {
        this(examples, values, null);
    }

    /** The same without those by class. */
    public Scores withoutClasses() {
        return new Scores(examples, values);
    }

    /** The value of a score; NaN if there is none. */
    public double get(Score score) {
        return values.getOrDefault(score, Double.NaN);
    }

    /**
     * Variance on one example of a headline score or one of its referees: p(1 - p) of a share p of right predictions,
     * RMSE^2 - MAE^2 of absolute errors.
     */
    public double variance(Score score) {
        double mean = get(score);
        return switch (score) {
            case MAE -> variance(mean, Score.RMSE);
            case LAST_VALUE_MAE -> variance(mean, Score.LAST_VALUE_RMSE);
            case RUNNING_MEAN_MAE -> variance(mean, Score.RUNNING_MEAN_RMSE);
            default -> mean * (1 - mean);
        };
    }

    private double variance(double mae, Score rmse) {
        return Math.max(0, get(rmse) * get(rmse) - mae * mae);
    }
}
