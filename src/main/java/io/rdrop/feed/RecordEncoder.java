package io.rdrop.feed;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rdrop.config.ConfigException;
import io.rdrop.config.FeatureConfig;
import io.rdrop.config.FeatureType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    private final List<String> columns;
    private final List<FeatureConfig> features;
    private final String labelColumn;
    private final EnvelopeColumns envelope;
    private final int[] featureFields;
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
        this.columns = List.copyOf(columns);
        this.features = List.copyOf(features);
        this.labelColumn = labelColumn;
        this.envelope = envelope;
        featureFields =
                features.stream().mapToInt(f -> columns.indexOf(f.name())).toArray();
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
        try {
            if (row instanceof Row.TableRow table) {
                return encode(table.fields());
            }
            if (row instanceof Row.JsonRow json) {
                return json.object().has("features") ? json.raw() : encode(json);
            }
            return ((Row.BrokenRow) row).raw();
        } catch (IOException e) { // the sink is memory
            throw new UncheckedIOException(e);
        }
    }

    private byte[] encode(List<String> fields) throws IOException {
        ByteArrayOutputStream record = new ByteArrayOutputStream(32 * (fields.size() + 2));
        try (JsonGenerator json = JsonLinesReader.JSON.createGenerator(record)) {
            json.writeStartObject();
            writeText(json, "id", field(fields, envelope.id()));
            writeText(json, "model", field(fields, envelope.model()));
            writeTime(json, field(fields, envelope.time()));
            json.writeObjectFieldStart("features");
            for (int i = 0; i < featureFields.length; i++) {
                json.writeFieldName(features.get(i).name());
                writeValue(json, fields.get(featureFields[i]), features.get(i).type());
            }
            json.writeEndObject();
            json.writeFieldName("label");
            writeValue(json, fields.get(columns.indexOf(labelColumn)), FeatureType.CATEGORICAL);
            json.writeEndObject();
        }
        return record.toByteArray();
    }

    private byte[] encode(Row.JsonRow row) throws IOException {
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
        return JsonLinesReader.JSON.writeValueAsBytes(record);
    }

    private @Nullable String field(List<String> fields, @Nullable String column) {
        if (column == null) {
            return null;
        }
        String field = fields.get(columns.indexOf(column));
        return isMissing(field) ? null : field;
    }

    /** Whether a field of a table holds no value. */
    static boolean isMissing(String field) {
        return field.isBlank() || field.strip().equals(MISSING);
    }

    private static void writeText(JsonGenerator json, String key, @Nullable String text) throws IOException {
        if (text != null) {
            json.writeStringField(key, text);
        }
    }

    private static void writeTime(JsonGenerator json, @Nullable String text) throws IOException {
        if (text != null) {
            json.writeFieldName("time");
            writeValue(json, text, FeatureType.NUMERIC);
        }
    }

    private static void writeValue(JsonGenerator json, String field, FeatureType type) throws IOException {
        String number = type == FeatureType.NUMERIC ? NumberText.json(field) : null;
        if (isMissing(field)) {
            json.writeNull();
        } else if (number != null) {
            json.writeNumber(number);
        } else {
            json.writeString(field);
        }
    }

    private static void copy(ObjectNode from, @Nullable String column, ObjectNode to, String key) {
        JsonNode value = column == null ? null : from.get(column);
        if (value != null) {
            to.set(key, value);
        }
    }
}
