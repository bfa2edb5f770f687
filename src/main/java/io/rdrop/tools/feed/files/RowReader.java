package io.rdrop.tools.feed.files;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An open data file; not thread-safe. */
public interface RowReader extends Closeable {
    /** Column names of the header; empty for JSON lines, which have none. */
    List<String> columns();

    /** What was taken so far of what the file's name does not say, a sentence each. */
    List<String> notes();

    /**
     * Whether a comma within a number is a decimal one rather than between thousands: in a table that has other
     * separators.
     */
    default boolean hasDecimalCommas() {
        return false;
    }

    /** The number of the line that the latest row began with, from 1. */
    long line();

    /** The next row in file order; null at the end. */
    @Nullable
    Row next() throws IOException;
}
