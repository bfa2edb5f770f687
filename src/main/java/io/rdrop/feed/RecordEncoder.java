package io.rdrop.feed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rdrop.config.ConfigException;
import io.rdrop.config.FeatureConfig;
import io.rdrop.config.FeatureType;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Rows to the records that the job reads. What cannot be turned into a record stays as it is, for the job to judge.
 *
 * <p>Of a table, the configured features, the label and the envelope columns are sent; a field that is empty or {@code ?} is
 * null, a numeric column's number a JSON number with the same digits, anything else a string. A label is always sent as a
 * class name (JSON string), because a JSON number would be a class index. A JSON line that has {@code features} is a
 * record already; any other object's label key becomes {@code label} and its other keys features.
 */
public final class RecordEncoder {
    private static final String MISSING = "?";
    private static final List<String> ENVELOPE_KEYS = List.of("id", "model", "time");

    private final List<FeatureConfig> features;
    private final String labelColumn;
    private final EnvelopeColumns envelope;
    private final int[] featureFields;
    private final int[] envelopeFields;
    private final int labelField;
    /** Each feature's name as a JSON key, colon included. */
    private final List<String> featureKeys;

    private final Set<String> unsentKeys;

    /**
     * @param columns of the file: its header, or {@link Inspection#fileColumns()}; may be empty for JSON lines, then all keys
     *     that are neither label nor envelope are sent as features
     * @param features configured columns
     * @param labelColumn name of the label column
     * @param envelope other columns to send
     * @throws ConfigException if {@code columns} is not empty and lacks one of the others
     */
    public RecordEncoder(
            List<String> columns, List<FeatureConfig> features, String labelColumn, EnvelopeColumns envelope) {
        this.features = List.copyOf(features);
        this.labelColumn = labelColumn;
        this.envelope = envelope;
        featureFields =
                features.stream().mapToInt(f -> columns.indexOf(f.name())).toArray();
        envelopeFields = Stream.of(envelope.id(), envelope.model(), envelope.time())
                .mapToInt(name -> name == null ? -1 : columns.indexOf(name))
                .toArray();
        labelField = columns.indexOf(labelColumn);
        featureKeys = features.stream().map(f -> key(f.name())).toList();
        unsentKeys = new HashSet<>(columns);
        features.forEach(feature -> unsentKeys.remove(feature.name()));
        unsentKeys.addAll(envelope.names());
        unsentKeys.add(labelColumn);
        if (!columns.isEmpty()) {
            features.forEach(feature -> ColumnNames.require(feature.name(), columns, "a configured feature"));
            ColumnNames.require(labelColumn, columns, "the label");
            envelope.names().forEach(name -> ColumnNames.require(name, columns, "id, model or time"));
        }
    }

    /** The bytes of the row's record. */
    public byte[] encode(Row row) {
        if (row instanceof Row.TableRow table) {
            return encode(table.fields());
        }
        if (row instanceof Row.JsonRow json) {
            return json.object().has("features") ? json.raw() : encode(json);
        }
        return ((Row.BrokenRow) row).raw();
    }

    private byte[] encode(List<String> fields) {
        StringBuilder json = new StringBuilder(32 * (fields.size() + 2)).append('{');
        for (int i = 0; i < ENVELOPE_KEYS.size(); i++) {
            int field = envelopeFields[i];
            if (field >= 0 && !isMissing(fields.get(field))) {
                json.append('"').append(ENVELOPE_KEYS.get(i)).append("\":");
                // Only a time may be a number: milliseconds since the epoch.
                boolean time = ENVELOPE_KEYS.get(i).equals("time");
                append(json, fields.get(field), time ? FeatureType.NUMERIC : FeatureType.CATEGORICAL);
                json.append(',');
            }
        }
        json.append("\"features\":{");
        for (int i = 0; i < featureFields.length; i++) {
            json.append(i == 0 ? "" : ",").append(featureKeys.get(i));
            append(json, fields.get(featureFields[i]), features.get(i).type());
        }
        json.append("},\"label\":");
        append(json, fields.get(labelField), FeatureType.CATEGORICAL);
        return json.append('}').toString().getBytes(StandardCharsets.UTF_8);
    }

    private byte[] encode(Row.JsonRow row) {
        ObjectNode record = JsonLinesReader.JSON.createObjectNode();
        copy(row.object(), envelope.id(), record, "id");
        copy(row.object(), envelope.model(), record, "model");
        copy(row.object(), envelope.time(), record, "time");
        ObjectNode values = record.putObject("features");
        for (Map.Entry<String, JsonNode> member : row.object().properties()) {
            if (!unsentKeys.contains(member.getKey())) {
                values.set(member.getKey(), member.getValue());
            }
        }
        JsonNode label = row.object().get(labelColumn);
        if (label != null) {
            boolean scalar = label.isNumber() || label.isBoolean();
            record.set("label", scalar ? record.textNode(label.asText()) : label);
        }
        try {
            return JsonLinesReader.JSON.writeValueAsBytes(record);
        } catch (JsonProcessingException e) { // a lone surrogate, which has no UTF-8
            return row.raw();
        }
    }

    /** Whether a field of a table holds no value. */
    static boolean isMissing(String field) {
        return field.isBlank() || field.strip().equals(MISSING);
    }

    private static String key(String name) {
        StringBuilder key = new StringBuilder();
        appendQuoted(key, name);
        return key.append(':').toString();
    }

    private static void append(StringBuilder json, String field, FeatureType type) {
        if (isMissing(field)) {
            json.append("null");
            return;
        }
        String number = type == FeatureType.NUMERIC ? NumberText.json(field) : null;
        if (number == null) {
            appendQuoted(json, field);
        } else {
            json.append(number);
        }
    }

    private static void appendQuoted(StringBuilder json, String text) {
        json.append('"');
        JsonStringEncoder.getInstance().quoteAsString(text, json);
        json.append('"');
    }

    private static void copy(ObjectNode from, @Nullable String column, ObjectNode to, String key) {
        JsonNode value = column == null ? null : from.get(column);
        if (value != null) {
            to.set(key, value);
        }
    }
}
