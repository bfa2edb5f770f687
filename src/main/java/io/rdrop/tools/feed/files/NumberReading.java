package io.rdrop.tools.feed.files;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the fields of columns of numbers are read.
 *
 * @param missing words for a missing number
 * @param styles by column; those that are not in it are plain
 */
public record NumberReading(MissingValues missing, Map<String, NumberStyle> styles) {
    /** Plain numbers, and the usual words where there is none. */
    public static final NumberReading USUAL = new NumberReading(MissingValues.USUAL, Map.of());

    public NumberReading {
        styles = Map.copyOf(styles);
    }

    /** Whether the field holds no number. */
    boolean isMissing(String field) {
        return MissingValues.isMissing(field) || missing.isMarker(field);
    }

    /** The number in JSON; null if it is none in the column's style. */
    @Nullable
    String json(String column, String field) {
        return styles.getOrDefault(column, NumberStyle.PLAIN).json(field);
    }
}
