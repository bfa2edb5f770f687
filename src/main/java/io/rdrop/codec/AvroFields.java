package io.rdrop.codec;

import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.config.TaskType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What each field of a schema's record is to a job: worked out once, so that a record costs one look at each field.
 * Records are nested (a field {@code features}) or, of a table, flat (columns beside label and envelope).
 */
final class AvroFields {
    /** What a field is. */
    enum Role {
        ID,
        MODEL,
        TIME,
        LABEL,
        WEIGHT,
        FEATURES,
        COLUMN,
        SKIPPED
    }

    /** One field; of a column with its index. */
    record Field(Role role, Schema schema, int column) {}

    static final String TOKENS = "tokens";
    static final String TAGS = "tags";

    private final List<Field> top = new ArrayList<>();
    private final List<Field> nested = new ArrayList<>();

    /** @throws ConfigException if the schema lacks what the job needs */
    AvroFields(Schema schema, JobConfig config, RecordShape shape) {
        Columns columns = shape.columns();
        boolean isSentence = shape.input() == TaskType.Input.TOKENS;
        String name = isSentence ? TOKENS : "features";
        boolean flat = schema.getField(name) == null;
        if (flat && !config.task().isTabular()) {
            throw new ConfigException("the Avro schema " + schema.getFullName() + " has no field `" + name + "`");
        }
        Set<Integer> found = new HashSet<>();
        for (Schema.Field field : schema.getFields()) {
            Integer column = flat ? columns.index(AvroSchemas.column(field)) : null;
            if (column != null) {
                found.add(column);
                top.add(column(field, column, columns));
            } else {
                top.add(new Field(
                        isSentence ? roleInSentence(field.name()) : role(field.name(), config), field.schema(), -1));
            }
        }
        Schema features = features(schema);
        if (features != null && config.task().isTabular()) {
            for (Schema.Field field : features.getFields()) {
                Integer column = columns.index(AvroSchemas.column(field));
                if (column == null) {
                    nested.add(new Field(Role.SKIPPED, field.schema(), -1));
                } else {
                    found.add(column);
                    nested.add(column(field, column, columns));
                }
            }
        }
        if (flat || features != null) {
            requireAll(found, columns, schema);
        }
        boolean labelled = top.stream().anyMatch(field -> field.role() == Role.LABEL);
        if (!labelled && !shape.unlabelled()) {
            throw new ConfigException("the Avro schema " + schema.getFullName() + " has no field `"
                    + (isSentence ? TAGS : "label") + "`"
                    + (isSentence || config.label().column().equals("label")
                            ? ""
                            : " or " + config.label().column()));
        }
    }

    /** The fields of the record, in order. */
    List<Field> top() {
        return top;
    }

    /** The fields of a record that is `features`, in order. */
    List<Field> nested() {
        return nested;
    }

    private static @Nullable Schema features(Schema schema) {
        Schema.Field field = schema.getField("features");
        return field == null
                ? null
                : branches(field.schema())
                        .filter(branch -> branch.getType() == Schema.Type.RECORD)
                        .findFirst()
                        .orElse(null);
    }

    static Stream<Schema> branches(Schema schema) {
        return schema.isUnion() ? schema.getTypes().stream() : Stream.of(schema);
    }

    private static Role roleInSentence(String name) {
        return switch (name) {
            case "id" -> Role.ID;
            case "model" -> Role.MODEL;
            case "time" -> Role.TIME;
            case TAGS -> Role.LABEL;
            case TOKENS -> Role.FEATURES;
            default -> Role.SKIPPED;
        };
    }

    private static Role role(String name, JobConfig config) {
        if (name.equals(config.label().column())) {
            return Role.LABEL;
        }
        return switch (name) {
            case "id" -> Role.ID;
            case "model" -> Role.MODEL;
            case "time" -> Role.TIME;
            case "label" -> Role.LABEL;
            case "weight" -> config.input().weights() ? Role.WEIGHT : Role.SKIPPED;
            case "features" -> Role.FEATURES;
            default -> Role.SKIPPED;
        };
    }

    /** A numeric column that can never hold a number would reject every record: better to say so before the first. */
    private static Field column(Schema.Field field, int column, Columns columns) {
        boolean numeric = columns.isNumeric(column);
        boolean fits = branches(field.schema()).anyMatch(branch -> switch (branch.getType()) {
            case INT, LONG, FLOAT, DOUBLE -> true;
            case STRING, ENUM, BOOLEAN -> !numeric;
            default -> false;
        });
        if (!fits) {
            throw new ConfigException("column " + columns.name(column) + " is " + (numeric ? "numeric" : "categorical")
                    + ", but the type of field " + field.name() + " in the Avro schema is " + field.schema());
        }
        return new Field(Role.COLUMN, field.schema(), column);
    }

    private static void requireAll(Set<Integer> found, Columns columns, Schema schema) {
        for (int column = 0; column < columns.size(); column++) {
            if (!found.contains(column)) {
                throw new ConfigException(
                        "the Avro schema " + schema.getFullName() + " has no field for column " + columns.name(column));
            }
        }
    }
}
