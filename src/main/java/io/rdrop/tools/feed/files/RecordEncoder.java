package io.rdrop.tools.feed.files;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rdrop.config.FeatureConfig;
import io.rdrop.config.FeatureType;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Rows to the records that a job on tables reads.
 *
 * <p>Of a table, the configured features, the label and the envelope columns are sent; a field that is empty or {@code
 * ?} is null, and so is a word for a missing number in a numeric column, whose numbers are JSON numbers with the same
 * digits; anything else is a string. A JSON line that has {@code features} is a record already; any other object's
 * label key becomes {@code label} and its other keys features.
 */
public final class RecordEncoder implements RowEncoder {
    private final List<FeatureConfig> features;
    private final RecordParts parts;
    private final NumberReading numbers;
    private final boolean onlyFeatures;
    private final Set<String> allKeys;
    private final Set<String> numericKeys;
    private final int[] featureFields;
    /** Each feature's name as a JSON key, colon included. */
    private final List<String> featureKeys;

    private final Set<String> unsentKeys;

    /** Of a classification. */
    public RecordEncoder(
            List<String> columns, List<FeatureConfig> features, String labelColumn, EnvelopeColumns envelope) {
        this(columns, features, labelColumn, FeatureType.CATEGORICAL, envelope, NumberReading.USUAL);
    }

    /**
     * @param columns of the file: its header, or the columns that were inferred; may be empty for JSON lines, then all
     *     keys that are neither label nor envelope are sent as features
     * @param features configured columns
     * @param labelColumn name of the label column
     * @param labelType numeric in a regression
     * @param envelope other columns to send
     * @param numbers how fields of numbers are read
     * @throws io.rdrop.config.ConfigException if {@code columns} is not empty and lacks one of the others
     */
    public RecordEncoder(
            List<String> columns,
            List<FeatureConfig> features,
            String labelColumn,
            FeatureType labelType,
            EnvelopeColumns envelope,
            NumberReading numbers) {
        this(columns, features, labelColumn, labelType, envelope, numbers, false);
    }

    private RecordEncoder(
            List<String> columns,
            List<FeatureConfig> features,
            @Nullable String labelColumn,
            FeatureType labelType,
            EnvelopeColumns envelope,
            NumberReading numbers,
            boolean onlyFeatures) {
        this.features = List.copyOf(features);
        this.numbers = numbers;
        this.onlyFeatures = onlyFeatures;
        numericKeys = features.stream()
                .filter(feature -> feature.type() == FeatureType.NUMERIC)
                .map(FeatureConfig::name)
                .collect(Collectors.toSet());
        allKeys = features.stream().map(FeatureConfig::name).collect(Collectors.toSet());
        parts = new RecordParts(columns, envelope, labelColumn, labelType, numbers);
        featureFields =
                features.stream().mapToInt(f -> columns.indexOf(f.name())).toArray();
        featureKeys = features.stream().map(f -> key(f.name())).toList();
        unsentKeys = new HashSet<>(columns);
        unsentKeys.removeAll(allKeys);
        unsentKeys.addAll(envelope.names());
        if (labelColumn != null) {
            unsentKeys.add(labelColumn);
        }
        if (!columns.isEmpty()) {
            features.forEach(feature -> ColumnNames.require(feature.name(), columns, "a configured feature"));
            if (labelColumn != null) {
                ColumnNames.require(labelColumn, columns, ColumnNames.LABEL);
            }
            envelope.names().forEach(name -> ColumnNames.require(name, columns, "id, model, time or weight"));
        }
    }

    /**
     * Of rows that are to be predicted: no other column is sent, also of JSON lines.
     *
     * @param columns of the file; empty for JSON lines
     * @param features configured columns
     * @param labelColumn to score by; null to send no label
     * @param labelType numeric in a regression
     * @param numbers how fields of numbers are read
     * @throws io.rdrop.config.ConfigException if {@code columns} is not empty and lacks one of the others
     */
    public static RecordEncoder toPredict(
            List<String> columns,
            List<FeatureConfig> features,
            @Nullable String labelColumn,
            FeatureType labelType,
            NumberReading numbers) {
        return new RecordEncoder(columns, features, labelColumn, labelType, EnvelopeColumns.NONE, numbers, true);
    }

    @Override
    public byte[] encode(Row row) {
        if (row instanceof Row.TableRow table) {
            return parts.around(features(table.fields()), table.fields());
        }
        if (row instanceof Row.JsonRow json) {
            return json.object().has("features") ? parts.record(json) : parts.around(features(json.object()), json);
        }
        return ((Row.BrokenRow) row).raw();
    }

    private StringBuilder features(List<String> fields) {
        StringBuilder json = new StringBuilder(32 * (fields.size() + 2)).append('{');
        for (int i = 0; i < featureFields.length; i++) {
            json.append(i == 0 ? "" : ",").append(featureKeys.get(i));
            append(json, fields.get(featureFields[i]), features.get(i));
        }
        return json.append('}');
    }

    private ObjectNode features(ObjectNode object) {
        ObjectNode values = JsonLinesReader.JSON.createObjectNode();
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            if (onlyFeatures ? allKeys.contains(member.getKey()) : !unsentKeys.contains(member.getKey())) {
                boolean missing = numericKeys.contains(member.getKey()) && isMarker(member.getValue());
                values.set(member.getKey(), missing ? values.nullNode() : member.getValue());
            }
        }
        return values;
    }

    private static String key(String name) {
        StringBuilder key = new StringBuilder();
        RecordParts.appendQuoted(key, name);
        return key.append(':').toString();
    }

    private boolean isMarker(JsonNode value) {
        return value.isValueNode() && !value.isNull() && numbers.missing().isMarker(value.asText());
    }

    private void append(StringBuilder json, String field, FeatureConfig feature) {
        boolean numeric = feature.type() == FeatureType.NUMERIC;
        if (numeric ? numbers.isMissing(field) : MissingValues.isMissing(field)) {
            json.append("null");
            return;
        }
        String number = numeric ? numbers.json(feature.name(), field) : null;
        if (number == null) {
            RecordParts.appendQuoted(json, field);
        } else {
            json.append(number);
        }
    }
}
