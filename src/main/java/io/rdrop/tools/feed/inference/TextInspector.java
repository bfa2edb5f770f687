package io.rdrop.tools.feed.inference;

import io.rdrop.codec.Excerpt;
import io.rdrop.config.ConfigException;
import io.rdrop.tools.feed.files.ColumnNames;
import io.rdrop.tools.feed.files.DataFile;
import io.rdrop.tools.feed.files.EnvelopeColumns;
import io.rdrop.tools.feed.files.FileFormat;
import io.rdrop.tools.feed.files.Row;
import io.rdrop.tools.feed.files.RowReader;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A first look at a file of texts: which column holds them, and what its classes are (as {@link ClassInference} says).
 * The whole file is read, as a stream; JSON lines, which have no header, twice if the column is not given.
 */
public final class TextInspector {
    public static final String USUAL_NAME = "text";
    private static final String RECORD_KEY = "features";
    private static final List<String> RECORDS_ONLY = List.of(RECORD_KEY);
    private static final int MAX_KEYS = 1_000;

    private TextInspector() {}

    /**
     * Reads the whole file.
     *
     * @param label name of the label column; JSON lines that are records already always call it {@code label}
     * @param textColumn null for the only column beside label and envelope, or else the one called {@code text}
     * @param envelope columns that are neither text nor label
     * @throws ConfigException if there is no such column, several columns may be meant, no row can be read, or the
     *     label's values are no classes
     * @throws IOException if the file cannot be read
     */
    public static TextInspection inspect(
            DataFile file, String label, @Nullable String textColumn, EnvelopeColumns envelope) throws IOException {
        boolean table = file.format() != FileFormat.JSON_LINES;
        List<String> columns = table ? header(file) : keys(file);
        List<String> others = columns.stream()
                .filter(name -> !name.equals(label) && !envelope.names().contains(name))
                .toList();
        String text = textColumn == null
                ? textColumn(others, String.valueOf(file.path().getFileName()))
                : textColumn;
        if (text.equals(label)) {
            throw new ConfigException("the column " + Excerpt.of(label) + " cannot be both the texts and the label");
        }
        if (!columns.equals(RECORDS_ONLY)) {
            ColumnNames.require(label, columns, ColumnNames.LABEL);
            ColumnNames.require(text, columns, "the texts");
            envelope.names().forEach(name -> ColumnNames.require(name, columns, "id, model, time or weight"));
        }
        TextScan scan = new TextScan(text, label);
        int textField = columns.indexOf(text);
        int labelField = columns.indexOf(label);
        try (RowReader rows = file.open()) {
            for (Row row = rows.next(); row != null; row = rows.next()) {
                if (row instanceof Row.TableRow fields) {
                    scan.add(fields.fields().get(textField), fields.fields().get(labelField));
                } else if (row instanceof Row.JsonRow json) {
                    scan.add(json.object());
                } else if (row instanceof Row.BrokenRow broken) {
                    scan.addMalformed(broken.why());
                }
            }
            return scan.result(
                    String.valueOf(file.path().getFileName()),
                    table ? columns : List.of(),
                    others.stream().filter(name -> !name.equals(text)).toList(),
                    rows.notes());
        }
    }

    /** Whether a file's first row is a record of a text. */
    public static boolean isRecordsOfTexts(DataFile file) throws IOException {
        if (file.format() != FileFormat.JSON_LINES) {
            return false;
        }
        try (RowReader rows = file.open()) {
            return rows.next() instanceof Row.JsonRow json
                    && json.object().path(RECORD_KEY).isTextual();
        }
    }

    /**
     * The column that holds the texts.
     *
     * @param others columns that are neither label nor envelope
     * @throws ConfigException if several may be meant
     */
    public static String textColumn(List<String> others, String fileName) {
        if (others.size() == 1) {
            return others.get(0);
        }
        if (others.contains(USUAL_NAME)) {
            return USUAL_NAME;
        }
        throw new ConfigException(
                others.isEmpty()
                        ? fileName + " has no column beside the label"
                        : "several columns of " + fileName + " may hold the texts; name one with --text-column: "
                                + others.stream().map(Excerpt::of).collect(Collectors.joining(", ")));
    }

    private static List<String> header(DataFile file) throws IOException {
        try (RowReader rows = file.open()) {
            return rows.columns();
        }
    }

    /** The keys of JSON lines; {@link #RECORDS_ONLY} if all lines are records, which are sent as they are. */
    private static List<String> keys(DataFile file) throws IOException {
        Set<String> keys = new LinkedHashSet<>();
        boolean records = false;
        String firstBroken = "";
        try (RowReader rows = file.open()) {
            for (Row row = rows.next(); row != null && keys.size() < MAX_KEYS; row = rows.next()) {
                if (row instanceof Row.JsonRow json) {
                    if (json.object().has(RECORD_KEY)) {
                        records = true;
                    } else {
                        json.object().properties().forEach(member -> keys.add(member.getKey()));
                    }
                } else if (row instanceof Row.BrokenRow broken && firstBroken.isEmpty()) {
                    firstBroken = broken.why();
                }
            }
        }
        if (keys.isEmpty() && !records) {
            throw FileScan.noReadableRow(
                    String.valueOf(file.path().getFileName()), FileInspector.countRows(file), firstBroken);
        }
        return keys.isEmpty() ? RECORDS_ONLY : List.copyOf(keys);
    }
}
