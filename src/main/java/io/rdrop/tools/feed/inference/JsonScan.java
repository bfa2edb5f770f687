package io.rdrop.tools.feed.inference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rdrop.codec.Excerpt;
import io.rdrop.config.ConfigException;
import io.rdrop.tools.feed.files.ColumnNames;
import io.rdrop.tools.feed.files.EnvelopeColumns;
import io.rdrop.tools.feed.files.MissingValues;
import io.rdrop.tools.feed.files.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A first look at JSON lines, which have no header: features are the keys that more than half of the rows have, in the
 * order that most rows have them in.
 */
final class JsonScan {
    private static final int MAX_ORDERS = 1_000;

    private final FileScan scan;
    private final String label;
    private final Set<String> others;
    private final Map<List<String>, Long> rowsByKeyOrder = new HashMap<>();
    private final boolean classes;
    private final MissingValues missing;
    private boolean labelSeen;
    private boolean recordSeen;
    private final LabelIndices indices = new LabelIndices();

    /**
     * @param scan takes the rows in
     * @param envelope columns that are no features
     * @param classes whether labels are classes, so that a number as the label of a record is an index
     * @param missing words for a missing number, but in rows that are records already
     */
    JsonScan(String label, FileScan scan, EnvelopeColumns envelope, boolean classes, MissingValues missing) {
        this.missing = missing;
        this.label = label;
        this.scan = scan;
        this.classes = classes;
        others = Set.copyOf(envelope.names());
    }

    void add(Row row) {
        if (row instanceof Row.BrokenRow broken) {
            scan.addMalformed(broken.why());
        }
        if (!(row instanceof Row.JsonRow json)) {
            return;
        }
        ObjectNode object = json.object();
        JsonNode features = object.get("features");
        if (features == null) {
            List<String> keys = new ArrayList<>();
            for (Map.Entry<String, JsonNode> member : object.properties()) {
                if (!member.getKey().equals(label) && !others.contains(member.getKey())) {
                    keys.add(member.getKey());
                    addValue(member.getKey(), ValueKind.of(member.getValue(), missing), member.getValue());
                }
            }
            end(keys, object.get(label));
        } else if (features.isContainerNode()) {
            recordSeen = true;
            List<String> keys = new ArrayList<>();
            if (features.isObject()) {
                features.properties().forEach(member -> keys.add(member.getKey()));
            } else {
                for (int i = 0; i < features.size(); i++) {
                    keys.add("f" + i); // an array has positions only
                }
            }
            int i = 0;
            for (JsonNode value : features) {
                addValue(keys.get(i++), ValueKind.of(value), value);
            }
            JsonNode value = object.get("label");
            end(keys, classes ? indices.ifNumber(value) : value);
        } else {
            scan.addMalformed("a row whose `features` are neither an object nor an array");
        }
    }

    /** @param notes what was taken of the file */
    Inspection result(String fileName, List<String> notes) {
        if (scan.readable() > 0 && !labelSeen) {
            ColumnNames.require(label, scan.columnNames(), ColumnNames.LABEL);
        }
        if (scan.readable() == 0) {
            throw new ConfigException(
                    fileName + " has no line that is a JSON object (each row is one object on one line)"
                            + (scan.firstMalformed().isEmpty() ? "" : "; first: " + scan.firstMalformed()));
        }
        List<String> features = new ArrayList<>();
        List<String> warnings = new ArrayList<>(notes);
        for (String name : inUsualOrder()) {
            if (!recordSeen && scan.scanOf(name).isNested()) {
                warnings.add(
                        "column " + Excerpt.of(name) + " holds arrays, of which no input can be made: it is not sent");
                continue;
            }
            long rows = scan.scanOf(name).rows();
            if (2 * rows > scan.readable()) {
                features.add(name);
            } else {
                warnings.add("key " + Excerpt.of(name) + " is in " + rows + " of " + scan.readable()
                        + " rows only and not taken as a column; the job will reject rows that have it");
            }
        }
        List<String> fileColumns = new ArrayList<>(features);
        fileColumns.addAll(scan.unsent(features));
        fileColumns.addAll(others);
        fileColumns.add(label);
        Inspection result = scan.result(fileName, features, fileColumns, warnings);
        return result.withClasses(indices.complete(result.classes()));
    }

    private void addValue(String name, ValueKind kind, JsonNode value) {
        scan.add(scan.column(name), kind, value.isContainerNode() ? value.toString() : value.asText());
    }

    private void end(List<String> keys, @Nullable JsonNode value) {
        if (rowsByKeyOrder.size() < MAX_ORDERS || rowsByKeyOrder.containsKey(keys)) {
            rowsByKeyOrder.merge(List.copyOf(keys), 1L, Long::sum);
        }
        labelSeen |= value != null;
        if (value == null) {
            scan.endRow(ValueKind.MISSING, "");
        } else {
            scan.endRow(ValueKind.of(value), value.isContainerNode() ? value.toString() : value.asText());
        }
    }

    /** Keys of the most frequent order first, then the others in natural order, whatever the order of rows. */
    private List<String> inUsualOrder() {
        List<String> order = new ArrayList<>(rowsByKeyOrder.entrySet().stream()
                .min(Map.Entry.<List<String>, Long>comparingByValue()
                        .reversed()
                        .thenComparing(entry -> String.join("\n", entry.getKey())))
                .map(Map.Entry::getKey)
                .orElse(List.of()));
        scan.columnNames().stream()
                .filter(name -> !order.contains(name))
                .sorted(Comparator.naturalOrder())
                .forEach(order::add);
        return order;
    }
}
