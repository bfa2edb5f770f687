package io.rdrop.predict;

import io.rdrop.Public;
import io.rdrop.config.FeatureType;
import io.rdrop.config.ImageConfig;
import io.rdrop.config.JobConfig;
import java.util.List;

/**
 * What a model predicts from.
 *
 * @param columns of a table, in configured order; else empty
 * @param channels numbers per pixel of an image; else 0, as are the other sizes
 */
@Public
public record Inputs(Kind kind, List<Column> columns, int channels, int height, int width) {
    /** What a record's `features` are. */
    public enum Kind {
        TABLE,
        TEXT,
        IMAGE,
        /** The tokens of a sentence; a record calls them `tokens`. */
        TOKENS,
        /** A text that another one is written for; a record calls it `source`. */
        SOURCE
    }

    /** A column of a table: a number, or a category. */
    public record Column(String name, boolean isNumber) {}

    public Inputs {
        columns = List.copyOf(columns);
    }

    static Inputs of(JobConfig config) {
        ImageConfig image = config.image();
        return switch (config.task().input()) {
            case TABLE ->
                new Inputs(
                        Kind.TABLE,
                        config.features().stream()
                                .map(feature -> new Column(feature.name(), feature.type() == FeatureType.NUMERIC))
                                .toList(),
                        0,
                        0,
                        0);
            case TEXT -> new Inputs(Kind.TEXT, List.of(), 0, 0, 0);
            case TOKENS -> new Inputs(Kind.TOKENS, List.of(), 0, 0, 0);
            case SOURCE -> new Inputs(Kind.SOURCE, List.of(), 0, 0, 0);
            case IMAGE -> new Inputs(Kind.IMAGE, List.of(), image.channels(), image.height(), image.width());
        };
    }
}
