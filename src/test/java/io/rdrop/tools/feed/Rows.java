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

/** Small data files for tests, and their rows. */
public final class Rows {
    private Rows() {}

    public static DataFile write(Path folder, String name, String content) throws IOException {
        return write(folder, name, content.getBytes(StandardCharsets.UTF_8));
    }

    public static DataFile write(Path folder, String name, byte[] content) throws IOException {
        Path path = folder.resolve(name);
        try (OutputStream out = name.endsWith(".gz")
                ? new GZIPOutputStream(Files.newOutputStream(path))
                : Files.newOutputStream(path)) {
            out.write(content);
        }
        return DataFile.of(path);
    }

    public static List<Row> of(DataFile file) throws IOException {
        List<Row> rows = new ArrayList<>();
        try (RowReader reader = file.open()) {
            for (Row row = reader.next(); row != null; row = reader.next()) {
                rows.add(row);
            }
        }
        return rows;
    }

    /** Rows in short: {@code [a, b]} for a row of a table, {@code !text} for a broken one, the object for JSON. */
    public static List<String> shown(DataFile file) throws IOException {
        return of(file).stream().map(Rows::shown).toList();
    }

    private static String shown(Row row) {
        if (row instanceof Row.TableRow table) {
            return table.fields().toString();
        }
        if (row instanceof Row.BrokenRow broken) {
            return "!" + new String(broken.raw(), StandardCharsets.ISO_8859_1);
        }
        return ((Row.JsonRow) row).object().toString();
    }
}
