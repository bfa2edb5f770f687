package io.rdrop.tools.feed.files;

import io.rdrop.codec.Excerpt;
import io.rdrop.config.ConfigException;
import io.rdrop.config.Nearest;
import java.util.List;
import java.util.stream.Collectors;

/** The check that a column asked for is one that the file has. */
public final class ColumnNames {
    private ColumnNames() {}

    /** Refuses a column that the file does not have, with the nearest one and all that there are. */
    public static void require(String name, List<String> columns, String what) {
        if (!columns.contains(name)) {
            throw new ConfigException("the data file has no column " + Excerpt.of(name) + " (" + what
                    + "); did you mean " + Excerpt.of(Nearest.of(name, columns)) + "? It has: "
                    + columns.stream().map(Excerpt::of).collect(Collectors.joining(", ")));
        }
    }
}
