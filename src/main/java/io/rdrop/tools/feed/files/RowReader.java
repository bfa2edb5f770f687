package io.rdrop.tools.feed.files;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An open data file; not thread-safe. */
public interface RowReader extends Closeable {
    /** Column names of the header; empty for JSON lines, which have none. */
    List<String> columns();

    /** The next row in file order; null at the end. */
    @Nullable
    Row next() throws IOException;
}
