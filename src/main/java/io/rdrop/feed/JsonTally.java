package io.rdrop.feed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rdrop.config.ConfigException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts over JSON lines, flat objects as well as ready records; array features are called {@code f0}, {@code f1}, ...
 *
 * <p>A key is a feature if it stands in at least half of the objects, and a column of the file if in one of a hundred: keys
 * of broken lines must not become columns.
 */
final class JsonTally implements FileTally {
    private static final double FEATURE_SHARE = 0.5;
    private static final double COLUMN_SHARE = 0.01;

    /** Memory bound on distinct keys. */
    private static final int MAX_KEYS = 10_000;

    private final String labelColumn;
    private final List<String> envelope;
    private final Map<String, ColumnTally> columns = new LinkedHashMap<>();
    private final KeyOrder keyOrder = new KeyOrder();
    private final LabelTally names;
    private final LabelTally indices;
    private boolean labelSeen;
    private long objects;

    JsonTally(String labelColumn, EnvelopeColumns envelope) {
        this.labelColumn = labelColumn;
        this.envelope = envelope.names();
        names = new LabelTally(labelColumn);
        indices = new LabelTally(labelColumn);
    }

    @Override
    public void add(Row row) {
        if (row instanceof Row.JsonRow json) {
            objects++;
            JsonNode features = json.object().get("features");
            if (features == null) {
                addValues(json.object());
                addLabel(json.object().get(labelColumn), false);
            } else {
                addValues(features);
                addLabel(json.object().get("label"), true);
            }
        }
    }

    @Override
    public List<String> columns() {
        List<String> sorted = new ArrayList<>(keyOrder.sort(keys(COLUMN_SHARE)));
        if (labelSeen && !sorted.contains(labelColumn)) {
            sorted.add(labelColumn);
        }
        return sorted;
    }

    @Override
    public List<ColumnTally> features() {
        List<String> keys = new ArrayList<>(keys(FEATURE_SHARE));
        keys.removeAll(envelope);
        keys.remove(labelColumn);
        keys.removeIf(String::isBlank);
        List<ColumnTally> features = new ArrayList<>();
        for (String key : keyOrder.sort(keys)) {
            ColumnTally column = columns.get(key);
            if (column != null) {
                features.add(column);
            }
        }
        return features;
    }

    /** Class names; or indices, where ready records name no class. */
    @Override
    public LabelTally labels() {
        if (names.labelled() > 0 || indices.labelled() == 0) {
            return names;
        }
        List<String> classes = indices.classes().stream().map(ClassCount::name).toList();
        for (int i = 0; i < classes.size(); i++) {
            if (!classes.get(i).equals(Integer.toString(i))) {
                throw new ConfigException(
                        "the records give their label as class index but not every index from 0 occurs ("
                                + String.join(", ", classes) + "): give label.classes in a job configuration");
            }
        }
        return indices;
    }

    private List<String> keys(double share) {
        return columns.entrySet().stream()
                .filter(entry -> entry.getValue().rows() >= Math.max(1, share * objects))
                .map(Map.Entry::getKey)
                .toList();
    }

    private void addValues(JsonNode features) {
        List<String> keys = new ArrayList<>();
        if (features instanceof ObjectNode members) {
            for (Map.Entry<String, JsonNode> member : members.properties()) {
                keys.add(member.getKey());
                addValue(member.getKey(), member.getValue());
            }
        } else {
            for (int i = 0; i < features.size(); i++) {
                keys.add("f" + i);
                addValue("f" + i, features.get(i));
            }
        }
        keyOrder.add(keys);
    }

    private void addValue(String key, JsonNode value) {
        ColumnTally column = columns.get(key);
        if (column == null && columns.size() < MAX_KEYS) {
            column = new ColumnTally(key);
            columns.put(key, column);
        }
        if (column != null) {
            column.add(value);
        }
    }

    private void addLabel(@Nullable JsonNode label, boolean numberIsIndex) {
        labelSeen |= label != null;
        if (label != null && label.isValueNode() && !label.isNull()) {
            (numberIsIndex && label.isNumber() ? indices : names).add(label.asText());
        }
    }
}
