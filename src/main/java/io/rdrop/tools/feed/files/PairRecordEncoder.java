package io.rdrop.tools.feed.files;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows to the records that a job reads which writes texts: source, target and the envelope columns; no others. A JSON
 * line that has {@code source} is a record already, unless its columns are called otherwise.
 */
public final class PairRecordEncoder implements RowEncoder {
    /** What the columns are called where nothing else is said. */
    public static final String SOURCE = "source";

    public static final String TARGET = "target";

    private final String sourceColumn;
    private final int sourceField;
    private final boolean areRecords;
    private final RecordParts parts;

    /**
     * @param columns of the file; empty for JSON lines
     * @param targetColumn null to send no targets
     * @throws io.rdrop.config.ConfigException if {@code columns} is not empty and lacks one of the others
     */
    public PairRecordEncoder(
            List<String> columns, String sourceColumn, @Nullable String targetColumn, EnvelopeColumns envelope) {
        this.sourceColumn = sourceColumn;
        sourceField = columns.indexOf(sourceColumn);
        areRecords = sourceColumn.equals(SOURCE)
                && (targetColumn == null || targetColumn.equals(TARGET))
                && envelope.names().isEmpty();
        parts = RecordParts.ofPairs(columns, envelope, targetColumn);
        if (!columns.isEmpty()) {
            ColumnNames.require(sourceColumn, columns, "the sources; --text-column names their column");
            if (targetColumn != null) {
                ColumnNames.require(targetColumn, columns, "the targets; --label names their column");
            }
            envelope.names().forEach(name -> ColumnNames.require(name, columns, "id, model or time"));
        }
    }

    @Override
    public byte[] encode(Row row) {
        if (row instanceof Row.TableRow table) {
            StringBuilder source = new StringBuilder();
            RecordParts.appendQuoted(source, table.fields().get(sourceField));
            return parts.around(source, table.fields());
        }
        if (row instanceof Row.JsonRow json) {
            return areRecords && json.object().has(SOURCE)
                    ? parts.record(json)
                    : parts.around(json.object().get(sourceColumn), json);
        }
        return ((Row.BrokenRow) row).raw();
    }
}
