package io.rdrop.codec;

import io.rdrop.config.ConfigException;
import io.rdrop.config.FeatureConfig;
import io.rdrop.config.FeatureType;
import io.rdrop.config.JobConfig;
import io.rdrop.config.TaskType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.JsonProperties;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaFormatter;

/** The Avro schemas of a job's records. */
public final class AvroSchemas {
    /** A field property: the column of a name that Avro does not allow. */
    static final String COLUMN = "column";

    private static final String NAMESPACE = "io.rdrop";

    private AvroSchemas() {}

    /** The derived schema as JSON, with line breaks. */
    public static String derived(JobConfig config) {
        return SchemaFormatter.format("json/pretty", derive(config));
    }

    /**
     * The schema that records are written with: the configured one, or the derived one.
     *
     * @throws ConfigException if it is no schema of a record
     */
    static Schema of(JobConfig config) {
        String text = config.input().avro().schema();
        if (text == null) {
            return derive(config);
        }
        Schema schema;
        try {
            schema = new Schema.Parser().parse(text);
        } catch (AvroRuntimeException e) {
            throw new ConfigException("input.avro.schema is no Avro schema: " + e.getMessage());
        }
        if (schema.getType() != Schema.Type.RECORD) {
            throw new ConfigException("input.avro.schema must be of a record but was of type "
                    + schema.getType().getName());
        }
        return schema;
    }

    static Schema derive(JobConfig config) {
        boolean isSentence = config.task().input() == TaskType.Input.TOKENS;
        boolean number = config.task().target() == TaskType.Target.NUMBER;
        Schema time = LogicalTypes.timestampMillis().addToSchema(Schema.create(Schema.Type.LONG));
        List<Schema.Field> fields = new ArrayList<>(List.of(
                optional("id", Schema.create(Schema.Type.STRING)),
                optional("model", Schema.create(Schema.Type.STRING)),
                optional("time", time),
                new Schema.Field(isSentence ? AvroFields.TOKENS : "features", features(config)),
                isSentence
                        ? optional(AvroFields.TAGS, texts())
                        : optional("label", Schema.create(number ? Schema.Type.DOUBLE : Schema.Type.STRING))));
        if (config.input().weights()) {
            fields.add(optional("weight", Schema.create(Schema.Type.DOUBLE)));
        }
        return Schema.createRecord("Example", "One labelled example.", NAMESPACE, false, fields);
    }

    private static Schema features(JobConfig config) {
        return switch (config.task().input()) {
            case TABLE -> columns(config.features());
            case TEXT -> Schema.create(Schema.Type.STRING);
            case IMAGE -> Schema.create(Schema.Type.BYTES);
            case TOKENS -> texts();
            case SOURCE -> throw new ConfigException("sources are read as JSON only, so there is no Avro schema");
        };
    }

    private static Schema texts() {
        return Schema.createArray(Schema.create(Schema.Type.STRING));
    }

    private static Schema columns(List<FeatureConfig> features) {
        Set<String> taken = new HashSet<>();
        features.stream().map(FeatureConfig::name).forEach(taken::add);
        List<Schema.Field> fields = new ArrayList<>();
        for (FeatureConfig feature : features) {
            Schema type =
                    Schema.create(feature.type() == FeatureType.NUMERIC ? Schema.Type.DOUBLE : Schema.Type.STRING);
            if (isName(feature.name())) {
                fields.add(optional(feature.name(), type));
            } else {
                String name = "column_" + (fields.size() + 1);
                while (!taken.add(name)) {
                    name += "_";
                }
                Schema.Field field = optional(name, type);
                field.addProp(COLUMN, feature.name());
                fields.add(field);
            }
        }
        return Schema.createRecord("Features", null, NAMESPACE, false, fields);
    }

    private static Schema.Field optional(String name, Schema type) {
        return new Schema.Field(
                name, Schema.createUnion(Schema.create(Schema.Type.NULL), type), null, JsonProperties.NULL_VALUE);
    }

    /** Letters, digits and underscores, not a digit first. */
    private static boolean isName(String name) {
        return name.matches("[A-Za-z_][A-Za-z0-9_]*");
    }

    /** The column that a field holds: its property {@code column}, else its name. */
    static String column(Schema.Field field) {
        String column = field.getProp(COLUMN);
        return column == null ? field.name() : column;
    }
}
