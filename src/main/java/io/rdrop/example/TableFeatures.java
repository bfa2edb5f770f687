package io.rdrop.example;

import io.rdrop.Public;
import org.jspecify.annotations.Nullable;

/**
 * A row of a table.
 *
 * @param numbers [numeric columns], float64, in configured order; NaN is a missing value
 * @param categories [categorical columns] in configured order; a null element is a missing value
 */
@Public
public record TableFeatures(double[] numbers, @Nullable String[] categories) implements Features {
    @Override
    public long bytes() {
        long bytes = 8L * (numbers.length + categories.length);
        for (String category : categories) {
            bytes += category == null ? 0 : 2L * category.length();
        }
        return bytes;
    }
}
