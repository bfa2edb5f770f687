package io.rdrop.tools.feed.inference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rdrop.codec.Excerpt;
import io.rdrop.tools.feed.files.MissingValues;
import io.rdrop.tools.feed.files.TextRecordEncoder;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What has been seen of a file's texts and labels, in bounded memory. */
final class TextScan {
    private static final int MAX_EXAMPLES = 3;
    private static final BitSet GOOD = new BitSet();
    private static final BitSet FAULTY = BitSet.valueOf(new long[] {1});

    private final String textColumn;
    private final String label;
    private final LabelScan labels;
    private final LabelIndices indices = new LabelIndices();
    private final List<String> examples = new ArrayList<>();
    private long rows;
    private long malformed;
    private long blank;
    private long noText;
    private String firstMalformed = "";

    TextScan(String textColumn, String label) {
        this.textColumn = textColumn;
        this.label = label;
        this.labels = new LabelScan(label);
    }

    /** @param why with its line, for people */
    void addMalformed(String why) {
        rows++;
        firstMalformed = malformed++ == 0 ? why : firstMalformed;
    }

    /** A row of a table. */
    void add(String text, String labelField) {
        end(text, MissingValues.isMissing(labelField) ? null : labelField);
    }

    /** A line that is a JSON object: a record if it has features, else members by column name. */
    void add(ObjectNode row) {
        boolean record = row.has("features");
        JsonNode text = row.get(record ? "features" : textColumn);
        JsonNode value = record ? indices.ifNumber(row.get("label")) : row.get(label);
        end(
                text != null && text.isTextual() ? text.textValue() : null,
                value == null || value.isNull() || value.isContainerNode() ? null : value.asText());
    }

    private void end(@Nullable String text, @Nullable String value) {
        rows++;
        if (text == null) {
            noText++;
        } else if (text.isBlank()) {
            blank++;
        } else if (examples.size() < MAX_EXAMPLES && !examples.contains(text)) {
            examples.add(text);
        }
        if (value == null) {
            labels.addMissing();
        } else {
            labels.add(value, text == null ? FAULTY : GOOD);
        }
    }

    /**
     * Decides what the classes are.
     *
     * @param columns of a table, for {@link TextRecordEncoder}; those that are not sent are named in a warning
     * @param unsent columns that are not sent
     * @param notes what was taken of the file
     */
    TextInspection result(String fileName, List<String> columns, List<String> unsent, List<String> notes) {
        if (rows == malformed) {
            throw FileScan.noReadableRow(fileName, rows, firstMalformed);
        }
        List<String> warnings = new ArrayList<>(notes);
        if (!unsent.isEmpty()) {
            warnings.add("columns that are not sent: "
                    + unsent.stream().map(Excerpt::of).collect(Collectors.joining(", ")));
        }
        warnings.addAll(FileScan.warningsOfRows(rows, malformed, firstMalformed, labels.missing()));
        if (noText > 0) {
            warnings.add(String.format(Locale.ROOT, "%,d rows have no text; the job will reject them", noText));
        }
        if (blank > 0) {
            warnings.add(String.format(Locale.ROOT, "%,d texts are blank", blank));
        }
        Map<String, Long> goodRows = labels.goodRows(BitSet::isEmpty);
        long good = goodRows.values().stream().mapToLong(Long::longValue).sum();
        ClassInference inference = new ClassInference(label, rows - good);
        List<Inspection.ClassCount> classes = indices.complete(inference.classes(goodRows));
        warnings.addAll(inference.warnings());
        return new TextInspection(fileName, columns, textColumn, label, examples, classes, rows, malformed, warnings);
    }
}
