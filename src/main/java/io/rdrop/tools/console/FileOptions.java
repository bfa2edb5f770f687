package io.rdrop.tools.console;

import io.rdrop.config.ConfigException;
import io.rdrop.tools.feed.files.Dialect;
import io.rdrop.tools.feed.files.MissingValues;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a data file is read, whatever is done with it. */
public final class FileOptions {
    @Option(
            names = "--text-column",
            paramLabel = "COLUMN",
            description =
                    "text-classification: the column that holds the texts (default: the only other one, or `text`);"
                            + " sequence-tagging: the one that holds the tokens (default: `tokens`);"
                            + " translation, summarization: the one that holds the sources (default: `source`).")
    private @Nullable String textColumn;

    @Option(
            names = "--na",
            paramLabel = "WORDS",
            description = "Words for a missing value in columns of numbers, separated by commas, in upper or lower case"
                    + " (default: NA,N/A,#N/A,null,None,NaN,-). Empty fields and ? always are.")
    private @Nullable String missing;

    @Option(
            names = "--no-header",
            description = "The table's first line is data: its columns are called column_1, column_2, ...")
    private boolean noHeader;

    @Option(
            names = "--encoding",
            paramLabel = "NAME",
            description = "The file's encoding, such as ISO-8859-1 or windows-1252 (default: UTF-8, or UTF-16 if it"
                    + " shows).")
    private @Nullable String encoding;

    @Option(names = "--limit", paramLabel = "N", description = "Only the first N rows (default: all).")
    private long limit = Long.MAX_VALUE;

    /** Null if it was not named. */
    public @Nullable String textColumn() {
        return textColumn;
    }

    /** Rows at most; {@link Long#MAX_VALUE} for all. */
    public long limit() {
        if (limit < 1) {
            throw new ConfigException("--limit must be > 0 but was " + limit);
        }
        return limit;
    }

    /** How tables and JSON lines are read. */
    public Dialect dialect() {
        return new Dialect(
                !noHeader,
                encoding == null ? null : charset(encoding),
                missing == null ? MissingValues.USUAL : MissingValues.of(missing));
    }

    private static Charset charset(String name) {
        try {
            return Charset.forName(name);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(
                    "--encoding must be one like UTF-8, UTF-16, ISO-8859-1 or windows-1252 but was " + name);
        }
    }
}
