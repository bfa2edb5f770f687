package io.rdrop.tools.feed.inference;

import io.rdrop.config.ConfigException;
import io.rdrop.config.TaskType;
import io.rdrop.tools.feed.files.ColumnNames;
import io.rdrop.tools.feed.files.DataFile;
import io.rdrop.tools.feed.files.EnvelopeColumns;
import io.rdrop.tools.feed.files.FileFormat;
import io.rdrop.tools.feed.files.MissingValues;
import io.rdrop.tools.feed.files.Row;
import io.rdrop.tools.feed.files.RowReader;
import java.io.IOException;
import java.util.List;

/**
 * A first look at a data file: what its columns and classes are. The whole file is read once, as a stream.
 *
 * <p>A column is numeric if at least 95 % of its present values, infinities and words for a missing number aside, are
 * decimal numbers of one {@link io.rdrop.tools.feed.files.NumberStyle}. Which label values are classes is told in
 * {@link ClassInference}; a regression has none. Neither the order of the rows nor a small share of broken lines
 * changes what is inferred.
 */
public final class FileInspector {
    private FileInspector() {}

    /** Of a classification, all columns but the label being features. */
    public static Inspection inspect(DataFile file, String label) throws IOException {
        return inspect(file, label, EnvelopeColumns.NONE, TaskType.CLASSIFICATION);
    }

    /**
     * Reads the whole file and decides what its columns are, and its classes if there are any.
     *
     * @param label name of the label column; JSON lines that are records already always call it {@code label}
     * @param envelope columns that are no features
     * @param task classification or regression
     * @throws ConfigException if there is no such column, no row, or the label's values are not what the task takes
     * @throws IOException if the file cannot be read
     */
    public static Inspection inspect(DataFile file, String label, EnvelopeColumns envelope, TaskType task)
            throws IOException {
        if (!task.isTabular()) {
            throw new IllegalArgumentException("task must be classification or regression but was " + task);
        }
        boolean numbers = task.target() == TaskType.Target.NUMBER;
        String fileName = String.valueOf(file.path().getFileName());
        try (RowReader rows = file.open()) {
            boolean commas = rows.hasDecimalCommas();
            FileScan scan = new FileScan(label, numbers ? new NumberScan(label, commas) : new ClassScan(label), commas);
            if (file.format() == FileFormat.JSON_LINES) {
                JsonScan json = new JsonScan(
                        label, scan, envelope, !numbers, file.dialect().missing());
                for (Row row = rows.next(); row != null; row = rows.next()) {
                    json.add(row);
                }
                return json.result(fileName, rows.notes());
            }
            return table(rows, fileName, scan, label, envelope, file.dialect().missing());
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

    private static Inspection table(
            RowReader rows,
            String fileName,
            FileScan scan,
            String label,
            EnvelopeColumns envelope,
            MissingValues missing)
            throws IOException {
        List<String> header = rows.columns();
        ColumnNames.require(label, header, ColumnNames.LABEL);
        envelope.names().forEach(name -> ColumnNames.require(name, header, "id, model, time or weight"));
        List<String> features = header.stream()
                .filter(name -> !name.equals(label) && !envelope.names().contains(name))
                .toList();
        features.forEach(scan::column);
        int[] fieldOfFeature = features.stream().mapToInt(header::indexOf).toArray();
        int fieldOfLabel = header.indexOf(label);
        for (Row row = rows.next(); row != null; row = rows.next()) {
            if (row instanceof Row.TableRow table) {
                for (int i = 0; i < fieldOfFeature.length; i++) {
                    String field = table.fields().get(fieldOfFeature[i]);
                    scan.add(i, ValueKind.of(field, missing), field);
                }
                String value = table.fields().get(fieldOfLabel);
                scan.endRow(ValueKind.of(value, missing), value);
            } else if (row instanceof Row.BrokenRow broken) {
                scan.addMalformed(broken.why());
            }
        }
        return scan.result(fileName, features, header, rows.notes());
    }
}
