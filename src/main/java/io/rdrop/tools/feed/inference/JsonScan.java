package io.rdrop.tools.feed.inference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rdrop.codec.Excerpt;
import io.rdrop.config.ConfigException;
import io.rdrop.tools.feed.files.ColumnNames;
import io.rdrop.tools.feed.files.EnvelopeColumns;
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
    private boolean labelSeen;
    private final LabelIndices indices = new LabelIndices();

    /**
     * @param scan takes the rows in
     * @param envelope columns that are no features
     * @param classes whether labels are classes, so that a number as the label of a record is an index
     */
    JsonScan(String label, FileScan scan, EnvelopeColumns envelope, boolean classes) {
        this.label = label;
        this.scan = scan;
        this.classes = classes;
        others = Set.copyOf(envelope.names());
    }

    void add(Row row) {
        if (!(row instanceof Row.JsonRow json)) {
            scan.addMalformed();
            return;
        }
        ObjectNode object = json.object();
        JsonNode features = object.get("features");
        if (features == null) {
            List<String> keys = new ArrayList<>();
            for (Map.Entry<String, JsonNode> member : object.properties()) {
                if (!member.getKey().equals(label) && !others.contains(member.getKey())) {
                    keys.add(member.getKey());
                    addValue(member.getKey(), member.getValue());
                }
            }
            end(keys, object.get(label));
        } else if (features.isContainerNode()) {
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
                addValue(keys.get(i++), value);
            }
            JsonNode value = object.get("label");
            end(keys, classes ? indices.ifNumber(value) : value);
        } else {
            scan.addMalformed();
        }
    }

    Inspection result(String fileName) {
        if (scan.readable() > 0 && !labelSeen) {
            ColumnNames.require(label, scan.columnNames(), "the label");
        }
        if (scan.readable() == 0) {
            throw new ConfigException(
                    fileName + " has no line that is a JSON object (each row is one object on one line)");
        }
        List<String> features = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        for (String name : inUsualOrder()) {
            long rows = scan.scanOf(name).rows();
            if (2 * rows > scan.readable()) {
                features.add(name);
            } else {
                warnings.add("key " + Excerpt.of(name) + " is in " + rows + " of " + scan.readable()
                        + " rows only and not taken as a column; the job will reject rows that have it");
            }
        }
        List<String> fileColumns = new ArrayList<>(features);
        fileColumns.addAll(others);
        fileColumns.add(label);
        Inspection result = scan.result(fileName, features, fileColumns, warnings);
        return result.withClasses(indices.complete(result.classes()));
    }

    private void addValue(String name, JsonNode value) {
        scan.add(scan.column(name), ValueKind.of(value), value.isContainerNode() ? value.toString() : value.asText());
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
