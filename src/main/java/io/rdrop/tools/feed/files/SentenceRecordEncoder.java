package io.rdrop.tools.feed.files;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows to the records that a job on sentences reads: tokens, tags and the envelope columns; no others. A JSON line that
 * has {@code tokens} is a record already, unless its columns are called otherwise.
 */
public final class SentenceRecordEncoder implements RowEncoder {
    /** What the columns are called where nothing else is said. */
    public static final String TOKENS = ConllReader.TOKENS;

    public static final String TAGS = ConllReader.TAGS;

    private final String tokenColumn;
    private final int tokenField;
    private final boolean areRecords;
    private final RecordParts parts;

    /**
     * @param columns of the file; empty for JSON lines
     * @param tagColumn null to send no tags
     * @throws io.rdrop.config.ConfigException if {@code columns} is not empty and lacks one of the others
     */
    public SentenceRecordEncoder(
            List<String> columns, String tokenColumn, @Nullable String tagColumn, EnvelopeColumns envelope) {
        this.tokenColumn = tokenColumn;
        tokenField = columns.indexOf(tokenColumn);
        areRecords = tokenColumn.equals(TOKENS)
                && (tagColumn == null || tagColumn.equals(TAGS))
                && envelope.names().isEmpty();
        parts = RecordParts.ofSentences(columns, envelope, tagColumn);
        if (!columns.isEmpty()) {
            ColumnNames.require(tokenColumn, columns, "the tokens");
            if (tagColumn != null) {
                ColumnNames.require(tagColumn, columns, ColumnNames.LABEL);
            }
            envelope.names().forEach(name -> ColumnNames.require(name, columns, "id, model or time"));
        }
    }

    @Override
    public byte[] encode(Row row) {
        if (row instanceof Row.TableRow table) {
            StringBuilder tokens = new StringBuilder();
            RecordParts.appendQuoted(tokens, table.fields().get(tokenField));
            return parts.around(tokens, table.fields());
        }
        if (row instanceof Row.JsonRow json) {
            return areRecords && json.object().has(TOKENS)
                    ? parts.record(json)
                    : parts.around(json.object().get(tokenColumn), json);
        }
        return ((Row.BrokenRow) row).raw();
    }
}
