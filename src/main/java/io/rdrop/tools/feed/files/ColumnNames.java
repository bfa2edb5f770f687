package io.rdrop.tools.feed.files;

import io.rdrop.codec.Excerpt;
import io.rdrop.config.ConfigException;
import io.rdrop.config.Nearest;
import java.util.List;
import java.util.stream.Collectors;

/** The check that a column asked for is one that the file has. */
public final class ColumnNames {
    /** What a label is called in messages. */
    public static final String LABEL = "the label";

    private static final int LONGEST_NAME = 60;
    private static final int MAX_NAMED = 30;

    private ColumnNames() {}

    /** Refuses a column that the file does not have, with the nearest one and all that there are. */
    public static void require(String name, List<String> columns, String what) {
        if (!columns.contains(name)) {
            throw new ConfigException("the data file has no column " + Excerpt.of(name) + " (" + what
                    + "); did you mean " + Excerpt.of(Nearest.of(name, columns)) + "? It has: "
                    + columns.stream().limit(MAX_NAMED).map(Excerpt::of).collect(Collectors.joining(", "))
                    + (columns.size() > MAX_NAMED ? " and " + (columns.size() - MAX_NAMED) + " more" : "")
                    + (what.equals(LABEL) ? "; --label names the column to predict" : "")
                    + ifData(columns));
        }
    }

    /** The way out, if a header looks like a row: with numbers among its names, or texts. */
    static String ifData(List<String> header) {
        boolean data = header.stream().anyMatch(name -> NumberText.isNumber(name) || name.length() > LONGEST_NAME);
        return data
                ? "; if its first line is no header but data, say --no-header: its columns are then column_1 to column_"
                        + header.size()
                : "";
    }
}
