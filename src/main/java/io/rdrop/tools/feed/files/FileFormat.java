package io.rdrop.tools.feed.files;

import io.rdrop.config.ConfigException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The formats of data files, told by the end of the name. */
public enum FileFormat {
    /** Comma separated, quotes as in RFC 4180, with a header line. */
    CSV(".csv"),
    /** Tab separated, no quoting, with a header line. */
    TSV(".tsv", ".tab"),
    /** One JSON object per line, no header. */
    JSON_LINES(".jsonl", ".ndjson", ".json"),
    /** Plain text: each line is one. */
    PLAIN_TEXT(".txt", ".text"),
    /** A token a line, its columns by tab or blanks, the tag last; an empty line between sentences. */
    CONLL(".conll", ".iob", ".bio"),
    /** CoNLL-U: a word a line in ten columns by tab; an empty line between sentences. */
    CONLLU(".conllu");

    public static final String GZIP_ENDING = ".gz";

    @SuppressWarnings("ImmutableEnumChecker") // List.of is immutable
    private final List<String> endings;

    FileFormat(String... endings) {
        this.endings = List.of(endings);
    }

    /** The format that a name, which may end with {@code .gz}, tells; refused if it tells none. */
    static FileFormat of(String fileName) {
        FileFormat format = orNull(fileName);
        if (format != null) {
            return format;
        }
        throw new ConfigException(
                "the name of a data file must end with .csv, .tsv, .tab, .jsonl, .ndjson, .json, .txt, .conll or .conllu, each"
                        + " also followed by .gz, or the file be an idx file of images, but was " + fileName);
    }

    /** Whether the name tells a format. */
    public static boolean isKnown(String fileName) {
        return orNull(fileName) != null;
    }

    /** Whether the name is that of plain text. */
    public static boolean isPlainText(String fileName) {
        return orNull(fileName) == PLAIN_TEXT;
    }

    /** Whether the name is that of tagged tokens. */
    public static boolean isOfTokens(String fileName) {
        FileFormat format = orNull(fileName);
        return format == CONLL || format == CONLLU;
    }

    private static @Nullable FileFormat orNull(String fileName) {
        String name = fileName.toLowerCase(Locale.ROOT);
        String plain = name.endsWith(GZIP_ENDING) ? name.substring(0, name.length() - GZIP_ENDING.length()) : name;
        for (FileFormat format : values()) {
            if (format.endings.stream().anyMatch(plain::endsWith)) {
                return format;
            }
        }
        return null;
    }
}
