package io.rdrop.tools.feed.files;

import io.rdrop.config.ConfigException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A file of labelled rows that can be read any number of times. It is in UTF-8, or in UTF-16, which shows; a byte order
 * mark is skipped. The dialect is what neither name nor content says.
 */
public record DataFile(Path path, FileFormat format, boolean gzipped, Dialect dialect) {
    private static final byte[] GZIP_MAGIC = {0x1f, (byte) 0x8b};
    private static final int BUFFER_BYTES = 1 << 16;

    /** A file of the usual dialect. */
    public static DataFile of(Path path) throws IOException {
        return of(path, Dialect.USUAL);
    }

    /**
     * Looks at a file's name and first bytes.
     *
     * @throws ConfigException if there is no such file, its name tells no format, or name and content disagree about
     *     gzip
     * @throws IOException if it cannot be read
     */
    public static DataFile of(Path path, Dialect dialect) throws IOException {
        FileFormat format = FileFormat.of(String.valueOf(path.getFileName()));
        if (!Files.isRegularFile(path)) {
            throw new ConfigException((Files.exists(path) ? "not a file: " : "no such data file: ") + path);
        }
        boolean namedGzip = path.toString().toLowerCase(Locale.ROOT).endsWith(FileFormat.GZIP_ENDING);
        if (namedGzip != startsAsGzip(path)) {
            throw new ConfigException(
                    namedGzip
                            ? path + " is named .gz but its content is not gzip"
                            : path + " is compressed with gzip but its name does not end with .gz");
        }
        return new DataFile(path, format, namedGzip, dialect);
    }

    /**
     * Opens the file at its first row.
     *
     * @return to be closed by the caller
     * @throws ConfigException if there is no usable header line
     * @throws IOException if the file cannot be read
     */
    public RowReader open() throws IOException {
        InputStream in = Files.newInputStream(path);
        try {
            BufferedInputStream text = text(in);
            Charset encoding = dialect.encoding() == null ? Encodings.look(text) : dialect.encoding();
            return read(text, format, encoding, path.toString(), dialect.hasHeader());
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    /**
     * Rows that come as a stream: JSON lines if it begins with a brace, else a table; in UTF-8, unless the dialect says
     * otherwise. Owns the stream, and reads no further than it must.
     */
    public static RowReader read(InputStream in, String source, Dialect dialect) throws IOException {
        BufferedInputStream text = new BufferedInputStream(in, BUFFER_BYTES);
        text.mark(BUFFER_BYTES);
        int first = text.read();
        while (first >= 0 && first <= ' ') {
            first = text.read();
        }
        text.reset();
        FileFormat format = first == '{' ? FileFormat.JSON_LINES : FileFormat.CSV;
        return read(text, format, dialect.encoding(), source, dialect.hasHeader());
    }

    private static RowReader read(
            InputStream text, FileFormat format, @Nullable Charset encoding, String source, boolean hasHeader)
            throws IOException {
        LineReader lines = new LineReader(encoding == null ? text : Encodings.asUtf8(text, encoding), source);
        List<String> notes = encoding == null ? List.of() : List.of("it is read as " + encoding.name());
        return switch (format) {
            case CSV -> new TableReader(lines, ',', source, hasHeader, notes);
            case TSV -> new TableReader(lines, '\t', source, hasHeader, notes);
            case JSON_LINES -> new JsonLinesReader(lines, notes);
            case PLAIN_TEXT -> new PlainLines(lines, notes);
            case CONLL, CONLLU -> new ConllReader(lines, format, source, notes);
        };
    }

    private BufferedInputStream text(InputStream in) throws IOException {
        if (!gzipped) {
            return new BufferedInputStream(in, BUFFER_BYTES);
        }
        try {
            return new BufferedInputStream(new GZIPInputStream(in, BUFFER_BYTES), BUFFER_BYTES);
        } catch (IOException e) {
            throw LineReader.unreadable(path.toString(), 0, e);
        }
    }

    private static boolean startsAsGzip(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            return Arrays.equals(in.readNBytes(GZIP_MAGIC.length), GZIP_MAGIC);
        }
    }
}
