package io.rdrop.tools.feed;

import io.rdrop.tools.feed.files.DataFile;
import io.rdrop.tools.feed.files.Row;
import io.rdrop.tools.feed.files.RowReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Data files written by tests. */
public final class DataFiles {
    private DataFiles() {}

    public static DataFile write(Path directory, String name, String content) throws IOException {
        return write(directory, name, content.getBytes(StandardCharsets.UTF_8));
    }

    public static DataFile write(Path directory, String name, byte[] content) throws IOException {
        Path file = directory.resolve(name);
        try (OutputStream out = Files.newOutputStream(file);
                OutputStream sink = name.endsWith(".gz") ? new GZIPOutputStream(out) : out) {
            sink.write(content);
        }
        return DataFile.of(file);
    }

    public static List<Row> rows(DataFile file) throws IOException {
        List<Row> rows = new ArrayList<>();
        try (RowReader reader = file.open()) {
            for (Row row = reader.next(); row != null; row = reader.next()) {
                rows.add(row);
            }
        }
        return rows;
    }

    /** One string per row: fields joined with |, or the raw bytes of a broken line after "broken:". */
    public static List<String> shown(DataFile file) throws IOException {
        return rows(file).stream().map(DataFiles::shown).toList();
    }

    private static String shown(Row row) {
        if (row instanceof Row.TableRow table) {
            return String.join("|", table.fields());
        }
        return row instanceof Row.JsonRow json
                ? json.object().toString()
                : "broken:" + new String(((Row.BrokenRow) row).raw(), StandardCharsets.ISO_8859_1);
    }
}
