package io.rdrop.tools.feed.inference;

import io.rdrop.tools.feed.files.DataFile;
import io.rdrop.tools.feed.files.FileFormat;
import io.rdrop.tools.feed.files.NumberStyle;
import io.rdrop.tools.feed.files.Row;
import io.rdrop.tools.feed.files.RowReader;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A look at columns that are known to be of numbers.
 *
 * @param styles how each writes them
 * @param rows of the file, broken ones too
 */
public record NumberStyles(Map<String, NumberStyle> styles, long rows) {
    public NumberStyles {
        styles = Map.copyOf(styles);
    }

    /** Reads the whole file. Columns that it does not have are passed over; JSON lines write numbers as JSON does. */
    public static NumberStyles of(DataFile file, List<String> numeric) throws IOException {
        try (RowReader reader = file.open()) {
            Map<String, StyleScan> scans = new LinkedHashMap<>();
            if (file.format() == FileFormat.CSV || file.format() == FileFormat.TSV) {
                numeric.stream()
                        .filter(reader.columns()::contains)
                        .forEach(name -> scans.put(name, new StyleScan(reader.hasDecimalCommas())));
            }
            int[] fields =
                    scans.keySet().stream().mapToInt(reader.columns()::indexOf).toArray();
            List<StyleScan> inOrder = List.copyOf(scans.values());
            long rows = 0;
            for (Row row = reader.next(); row != null; row = reader.next()) {
                rows++;
                if (row instanceof Row.TableRow table) {
                    for (int i = 0; i < fields.length; i++) {
                        String field = table.fields().get(fields[i]);
                        ValueKind kind = ValueKind.of(field, file.dialect().missing());
                        if (kind == ValueKind.NUMBER || kind == ValueKind.STYLED) {
                            inOrder.get(i).add(kind, field);
                        }
                    }
                }
            }
            Map<String, NumberStyle> styles = new HashMap<>();
            scans.forEach((name, scan) -> styles.put(name, scan.style()));
            return new NumberStyles(styles, rows);
        }
    }
}
