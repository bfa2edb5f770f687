package io.rdrop.feed;

import io.rdrop.config.ConfigException;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A first look at a data file: what its columns and classes are. The whole file is read once, as a stream.
 *
 * <p>A column is numeric if at least 95 % of its present values, NaN and infinities aside, are decimal numbers. Which label
 * values are classes is told in {@link ClassInference}. Neither the order of the rows nor a small share of broken lines
 * changes what is inferred.
 */
public final class FileInspector {
    private FileInspector() {}

    /** As {@link #inspect(DataFile, String, EnvelopeColumns)}, all columns but the label being features. */
    public static Inspection inspect(DataFile file, String label) throws IOException {
        return inspect(file, label, EnvelopeColumns.NONE);
    }

    /**
     * Reads the whole file and decides what its columns and classes are.
     *
     * @param label name of the label column; JSON lines that are records already always call it {@code label}
     * @param envelope columns that are no features
     * @throws ConfigException if there is no such column, no row, or the label's values are no classes
     * @throws IOException if the file cannot be read
     */
    public static Inspection inspect(DataFile file, String label, EnvelopeColumns envelope) throws IOException {
        String fileName = String.valueOf(file.path().getFileName());
        try (RowReader rows = file.open()) {
            if (file.format() == FileFormat.JSON_LINES) {
                JsonScan scan = new JsonScan(label, envelope);
                for (Row row = rows.next(); row != null; row = rows.next()) {
                    scan.add(row);
                }
                return scan.result(fileName);
            }
            return table(rows, fileName, label, envelope);
        }
    }

    /** The number of records that will be sent, without a look at what they hold. */
    public static long countRows(DataFile file) throws IOException {
        try (RowReader rows = file.open()) {
            long count = 0;
            while (rows.next() != null) {
                count++;
            }
            return count;
        }
    }

    private static Inspection table(RowReader rows, String fileName, String label, EnvelopeColumns envelope)
            throws IOException {
        List<String> header = rows.columns();
        ColumnNames.require(label, header, "the label");
        envelope.names().forEach(name -> ColumnNames.require(name, header, "id, model or time"));
        List<String> features = header.stream()
                .filter(name -> !name.equals(label) && !envelope.names().contains(name))
                .toList();
        FileScan scan = new FileScan(label);
        features.forEach(scan::column);
        int[] fieldOfFeature = features.stream().mapToInt(header::indexOf).toArray();
        int fieldOfLabel = header.indexOf(label);
        for (Row row = rows.next(); row != null; row = rows.next()) {
            if (row instanceof Row.TableRow table) {
                for (int i = 0; i < fieldOfFeature.length; i++) {
                    String field = table.fields().get(fieldOfFeature[i]);
                    scan.add(i, ValueKind.of(field), field);
                }
                scan.endRow(presentOrNull(table.fields().get(fieldOfLabel)));
            } else {
                scan.addMalformed();
            }
        }
        return scan.result(fileName, features, header, List.of());
    }

    private static @Nullable String presentOrNull(String field) {
        return RecordParts.isMissing(field) ? null : field;
    }
}
