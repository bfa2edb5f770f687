package io.rdrop.tools.feed.files;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows to the records that a job on texts reads: the text, the label and the envelope columns; no others. A text is
 * sent as it stands in the file, also if it is blank. A JSON line that has {@code features} is a record already; of any
 * other object the text's key becomes {@code features} and the label's {@code label}.
 */
public final class TextRecordEncoder implements RowEncoder {
    private final String textColumn;
    private final int textField;
    private final RecordParts parts;

    /**
     * @param columns of the file; empty for JSON lines
     * @param textColumn name of the column that holds the texts
     * @param labelColumn name of the label column; null to send no label
     * @param envelope other columns to send
     * @throws io.rdrop.config.ConfigException if {@code columns} is not empty and lacks one of the others
     */
    public TextRecordEncoder(
            List<String> columns, String textColumn, @Nullable String labelColumn, EnvelopeColumns envelope) {
        this.textColumn = textColumn;
        textField = columns.indexOf(textColumn);
        parts = new RecordParts(columns, envelope, labelColumn);
        if (!columns.isEmpty()) {
            ColumnNames.require(textColumn, columns, "the texts");
            if (labelColumn != null) {
                ColumnNames.require(labelColumn, columns, ColumnNames.LABEL);
            }
            envelope.names().forEach(name -> ColumnNames.require(name, columns, "id, model, time or weight"));
        }
    }

    @Override
    public byte[] encode(Row row) {
        if (row instanceof Row.TableRow table) {
            StringBuilder text = new StringBuilder();
            RecordParts.appendQuoted(text, table.fields().get(textField));
            return parts.around(text, table.fields());
        }
        if (row instanceof Row.JsonRow json) {
            return json.object().has("features")
                    ? parts.record(json)
                    : parts.around(json.object().get(textColumn), json);
        }
        return ((Row.BrokenRow) row).raw();
    }
}
