package io.rdrop.example;

import io.rdrop.Public;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * Prequential scores (each example predicted before it is trained on) beside their referees. Which ones there are is
 * the task's choice.
 *
 * @param examples scored examples
 * @param values in the order of {@link Score}; NaN before the first example
 */
@Public
public record Scores(long examples, Map<Score, Double> values) {
    public Scores {
        Map<Score, Double> ordered = new EnumMap<>(Score.class);
        ordered.putAll(values);
        values = Collections.unmodifiableMap(ordered);
    }

    /** The value of a score; NaN if there is none. */
    public double get(Score score) {
        return values.getOrDefault(score, Double.NaN);
    }
}
