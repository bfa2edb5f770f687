package io.rdrop.tools.feed.generator;

import io.rdrop.config.FeatureConfig;
import io.rdrop.config.FeatureType;
import java.util.List;
import java.util.stream.IntStream;

/** Column declarations of generators. */
final class Columns {
    static final String[] NO_CATEGORIES = {};

    private Columns() {}

    /** {@code x1 .. xN}, numeric. */
    static List<FeatureConfig> numeric(int columns) {
        return IntStream.rangeClosed(1, columns)
                .mapToObj(i -> new FeatureConfig("x" + i, FeatureType.NUMERIC))
                .toList();
    }
}
