package io.rdrop.tools.feed.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rdrop.config.FeatureType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What records of all tasks have beside their features: id, model, time and label. A field that is empty or {@code ?}
 * is missing. The label of a class is always sent as its name (JSON string), because a JSON number would be a class
 * index; that of a regression as a JSON number with the same digits, if it is one in its column's style.
 */
final class RecordParts {
    private static final List<String> ENVELOPE_KEYS = List.of("id", "model", "time", "weight");
    /** Of these a field that is a number is sent as one. */
    private static final Set<String> NUMBERS = Set.of("time", "weight");

    private static final String FEATURES_KEY = "features";
    private static final String LABEL_KEY = "label";

    private final String featuresKey;
    private final String labelKey;
    private final EnvelopeColumns envelope;
    private final @Nullable String labelColumn;
    private final boolean labelIsNumber;
    private final NumberReading numbers;
    private final int[] envelopeFields;
    private final int labelField;

    /** Of sentences, whose features and label are called otherwise. */
    static RecordParts ofSentences(List<String> columns, EnvelopeColumns envelope, @Nullable String tagColumn) {
        return new RecordParts(
                columns, envelope, tagColumn, FeatureType.CATEGORICAL, NumberReading.USUAL, "tokens", "tags");
    }

    /** Of texts that others are written for. */
    static RecordParts ofPairs(List<String> columns, EnvelopeColumns envelope, @Nullable String targetColumn) {
        return new RecordParts(
                columns, envelope, targetColumn, FeatureType.CATEGORICAL, NumberReading.USUAL, "source", "target");
    }

    /** Of classes. */
    RecordParts(List<String> columns, EnvelopeColumns envelope, @Nullable String labelColumn) {
        this(columns, envelope, labelColumn, FeatureType.CATEGORICAL, NumberReading.USUAL);
    }

    /** JSON lines have no columns; no label column: no label is sent. The label is numeric in a regression. */
    RecordParts(
            List<String> columns,
            EnvelopeColumns envelope,
            @Nullable String labelColumn,
            FeatureType labelType,
            NumberReading numbers) {
        this(columns, envelope, labelColumn, labelType, numbers, FEATURES_KEY, LABEL_KEY);
    }

    private RecordParts(
            List<String> columns,
            EnvelopeColumns envelope,
            @Nullable String labelColumn,
            FeatureType labelType,
            NumberReading numbers,
            String featuresKey,
            String labelKey) {
        this.featuresKey = featuresKey;
        this.labelKey = labelKey;
        this.numbers = numbers;
        this.envelope = envelope;
        this.labelColumn = labelColumn;
        labelIsNumber = labelType == FeatureType.NUMERIC;
        envelopeFields = Stream.of(envelope.id(), envelope.model(), envelope.time(), envelope.weight())
                .mapToInt(name -> name == null ? -1 : columns.indexOf(name))
                .toArray();
        labelField = labelColumn == null ? -1 : columns.indexOf(labelColumn);
    }

    /** A record of a table's row around features that are JSON already. */
    byte[] around(CharSequence features, List<String> fields) {
        StringBuilder json = new StringBuilder(features.length() + 64).append('{');
        for (int i = 0; i < ENVELOPE_KEYS.size(); i++) {
            int field = envelopeFields[i];
            if (field >= 0 && !MissingValues.isMissing(fields.get(field))) {
                json.append('"').append(ENVELOPE_KEYS.get(i)).append("\":");
                boolean mayBeNumber = NUMBERS.contains(ENVELOPE_KEYS.get(i));
                String number = mayBeNumber ? NumberText.json(fields.get(field)) : null;
                appendQuoted(json, number, fields.get(field));
                json.append(',');
            }
        }
        json.append('"').append(featuresKey).append("\":").append(features);
        if (labelColumn != null) {
            json.append(",\"").append(labelKey).append("\":");
            String label = fields.get(labelField);
            if (labelIsNumber ? numbers.isMissing(label) : MissingValues.isMissing(label)) {
                json.append("null");
            } else {
                appendQuoted(json, labelIsNumber ? numbers.json(labelColumn, label) : null, label);
            }
        }
        return json.append('}').toString().getBytes(StandardCharsets.UTF_8);
    }

    /** A record of a JSON line around some of its members. */
    byte[] around(@Nullable JsonNode features, Row.JsonRow row) {
        ObjectNode record = JsonLinesReader.JSON.createObjectNode();
        copy(row.object(), envelope.id(), record, "id");
        copy(row.object(), envelope.model(), record, "model");
        copy(row.object(), envelope.time(), record, "time");
        copy(row.object(), envelope.weight(), record, "weight");
        if (features != null) {
            record.set(featuresKey, features);
        }
        JsonNode label = labelColumn == null ? null : row.object().get(labelColumn);
        if (label != null) {
            boolean bareName = !labelIsNumber && (label.isNumber() || label.isBoolean());
            record.set(labelKey, bareName ? record.textNode(label.asText()) : label);
        }
        return bytes(record, row);
    }

    /** A JSON line that is a record already. */
    byte[] record(Row.JsonRow row) {
        if (labelColumn != null || !row.object().has(labelKey)) {
            return row.raw();
        }
        ObjectNode record = row.object().deepCopy();
        record.remove(labelKey);
        return bytes(record, row);
    }

    private static byte[] bytes(ObjectNode record, Row.JsonRow row) {
        try {
            return JsonLinesReader.JSON.writeValueAsBytes(record);
        } catch (JsonProcessingException e) { // a lone surrogate, which has no UTF-8
            return row.raw();
        }
    }

    static void appendQuoted(StringBuilder json, String text) {
        json.append('"');
        JsonStringEncoder.getInstance().quoteAsString(text, json);
        json.append('"');
    }

    private static void appendQuoted(StringBuilder json, @Nullable String number, String text) {
        if (number == null) {
            appendQuoted(json, text);
        } else {
            json.append(number);
        }
    }

    private static void copy(ObjectNode from, @Nullable String column, ObjectNode to, String key) {
        JsonNode value = column == null ? null : from.get(column);
        if (value != null) {
            to.set(key, value);
        }
    }
}
