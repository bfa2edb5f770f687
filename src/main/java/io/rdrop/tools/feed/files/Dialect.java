package io.rdrop.tools.feed.files;

import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/**
 * How a data file is read, as far as neither its name nor its content says.
 *
 * @param hasHeader whether the first line of a table names its columns; else they are {@code column_1}, {@code
 * column_2}, ...
 * @param encoding null for UTF-8, or UTF-16 if it begins like that
 * @param missing words for a missing number
 */
public record Dialect(boolean hasHeader, @Nullable Charset encoding, MissingValues missing) {
    /** A header, Unicode, and the usual words. */
    public static final Dialect USUAL = new Dialect(true, null, MissingValues.USUAL);
}
