package io.rdrop.example;

import io.rdrop.Public;
import org.jspecify.annotations.Nullable;

/**
 * A text, and what is to be written for it. What is known of one that is to be predicted is its source alone.
 *
 * @param source not empty
 * @param target not empty; null if it is not known
 */
@Public
public record PairFeatures(String source, @Nullable String target) implements Features {
    @Override
    public long bytes() {
        return 2L * (source.length() + (target == null ? 0 : target.length()));
    }
}
