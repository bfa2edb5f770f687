package io.rdrop.tools.feed.files;

import io.rdrop.config.ConfigException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/** A file of labelled rows, in UTF-8 (a byte order mark is skipped), that can be read any number of times. */
public record DataFile(Path path, FileFormat format, boolean gzipped) {
    private static final byte[] GZIP_MAGIC = {0x1f, (byte) 0x8b};
    private static final int GZIP_BUFFER_BYTES = 1 << 16;

    /**
     * Looks at a file's name and first bytes.
     *
     * @throws ConfigException if there is no such file, its name tells no format, or name and content disagree about
     *     gzip
     * @throws IOException if it cannot be read
     */
    public static DataFile of(Path path) throws IOException {
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
        return new DataFile(path, format, namedGzip);
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
            LineReader lines =
                    new LineReader(gzipped ? new GZIPInputStream(in, GZIP_BUFFER_BYTES) : in, path.toString());
            return switch (format) {
                case CSV -> TableReader.csv(lines, path.toString());
                case TSV -> TableReader.tsv(lines, path.toString());
                case JSON_LINES -> new JsonLinesReader(lines);
            };
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    private static boolean startsAsGzip(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            return Arrays.equals(in.readNBytes(GZIP_MAGIC.length), GZIP_MAGIC);
        }
    }
}
