package io.rdrop.codec;

import io.rdrop.config.AvroFraming;
import io.rdrop.config.ConfigException;
import io.rdrop.config.FeatureConfig;
import io.rdrop.config.FeatureType;
import io.rdrop.config.JobConfig;
import io.rdrop.example.Example;
import io.rdrop.example.ImageFeatures;
import io.rdrop.example.TableFeatures;
import io.rdrop.example.TextFeatures;
import io.rdrop.example.TokenFeatures;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

/** Examples as Avro records of the job's schema; fields that an example has nothing for take their default. */
final class AvroRecordWriter implements RecordWriter {
    private static final int HEADER_BYTES = 10;

    private final JobConfig config;
    private final Schema schema;
    private final GenericDatumWriter<GenericRecord> writer;
    private final byte[] header;
    private @Nullable BinaryEncoder encoder;

    /** @throws ConfigException if the schema does not fit the configuration */
    AvroRecordWriter(JobConfig config) {
        this.config = config;
        schema = AvroSchemas.of(config);
        new AvroFields(schema, config, RecordShape.of(config)); // complains of what does not fit
        writer = new GenericDatumWriter<>(schema);
        header = header(config.input().avro().framing(), schema);
    }

    private static byte[] header(AvroFraming framing, Schema schema) {
        return switch (framing) {
            case NONE -> new byte[0];
            case CONFLUENT ->
                throw new ConfigException(
                        "records with a schema id (input.avro.framing: confluent) can be read but not written: the id"
                                + " is the registry's to give");
            case SINGLE_OBJECT ->
                ByteBuffer.allocate(HEADER_BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .put((byte) AvroExampleCodec.MARKER)
                        .put((byte) AvroExampleCodec.MARKER_VERSION)
                        .putLong(SchemaNormalization.parsingFingerprint64(schema))
                        .array();
        };
    }

    @Override
    public byte[] write(Example example) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        bytes.writeBytes(header);
        try {
            encoder = EncoderFactory.get().binaryEncoder(bytes, encoder);
            writer.write(record(example), encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (AvroRuntimeException | ClassCastException e) {
            throw new ConfigException("the Avro schema " + schema.getFullName() + " cannot hold example " + example.id()
                    + ": " + e.getMessage());
        }
        return bytes.toByteArray();
    }

    private GenericRecord record(Example example) {
        Map<String, @Nullable Object> columns = columns(example);
        GenericRecord record = new GenericData.Record(schema);
        for (Schema.Field field : schema.getFields()) {
            String column = AvroSchemas.column(field);
            if (schema.getField("features") == null && columns.containsKey(column)) {
                record.put(field.pos(), fitting(columns.get(column), field.schema()));
            } else {
                record.put(field.pos(), value(field, example, columns));
            }
        }
        return record;
    }

    private @Nullable Object value(Schema.Field field, Example example, Map<String, @Nullable Object> columns) {
        if (example.features() instanceof TokenFeatures sentence) {
            if (field.name().equals(AvroFields.TOKENS)) {
                return texts(field, List.of(sentence.tokens()));
            }
            if (field.name().equals(AvroFields.TAGS)) {
                return sentence.isTagged() ? texts(field, tags(sentence)) : byDefault(field);
            }
        }
        if (field.name().equals(config.label().column()) || field.name().equals("label")) {
            return fitting(label(example), field.schema());
        }
        return switch (field.name()) {
            case "id" -> example.givenId() == null ? byDefault(field) : example.givenId();
            case "model" ->
                example.model().equals(Example.DEFAULT_MODEL) && field.hasDefaultValue()
                        ? byDefault(field)
                        : example.model();
            case "time" -> example.timeMs() == NO_TIME ? byDefault(field) : (Object) example.timeMs();
            case "weight" -> config.input().weights() ? weight(field, example) : byDefault(field);
            case "features" -> features(field, example, columns);
            default -> byDefault(field);
        };
    }

    private @Nullable Object weight(Schema.Field field, Example example) {
        boolean mayBeAbsent = AvroFields.branches(field.schema()).anyMatch(type -> type.getType() == Schema.Type.NULL);
        return example.weight() == Example.FULL_WEIGHT && mayBeAbsent
                ? null
                : fitting(example.weight(), field.schema());
    }

    private List<String> tags(TokenFeatures sentence) {
        return Arrays.stream(sentence.tags())
                .mapToObj(config.label().classes()::get)
                .toList();
    }

    /** Texts as an array, or as one text if the schema has that. */
    private static Object texts(Schema.Field field, List<String> texts) {
        return ofValues(field.schema()).getType() == Schema.Type.STRING ? String.join(" ", texts) : texts;
    }

    private @Nullable Object label(Example example) {
        if (!example.isLabelled()) {
            return null;
        }
        List<String> classes = config.label().classes();
        return classes.isEmpty() ? (Object) example.target() : classes.get((int) example.target());
    }

    private Object features(Schema.Field field, Example example, Map<String, @Nullable Object> columns) {
        if (example.features() instanceof TextFeatures text) {
            return text.text();
        }
        if (example.features() instanceof ImageFeatures image) {
            return ByteBuffer.wrap(image.pixels());
        }
        Schema type = ofValues(field.schema());
        return switch (type.getType()) {
            case RECORD -> {
                GenericRecord record = new GenericData.Record(type);
                for (Schema.Field inner : type.getFields()) {
                    String column = AvroSchemas.column(inner);
                    record.put(
                            inner.pos(),
                            columns.containsKey(column)
                                    ? fitting(columns.get(column), inner.schema())
                                    : byDefault(inner));
                }
                yield record;
            }
            case MAP -> columns;
            default ->
                config.features().stream()
                        .map(feature -> columns.get(feature.name()))
                        .toList();
        };
    }

    private Map<String, @Nullable Object> columns(Example example) {
        Map<String, @Nullable Object> columns = new HashMap<>();
        if (example.features() instanceof TableFeatures table) {
            int number = 0;
            int category = 0;
            for (FeatureConfig feature : config.features()) {
                if (feature.type() == FeatureType.NUMERIC) {
                    double value = table.numbers()[number++];
                    columns.put(feature.name(), Double.isNaN(value) ? null : (Object) value);
                } else {
                    columns.put(feature.name(), table.categories()[category++]);
                }
            }
        }
        return columns;
    }

    /** What values that are there have: of a union the first type that is not null. */
    private static Schema ofValues(Schema schema) {
        return AvroFields.branches(schema)
                .filter(branch -> branch.getType() != Schema.Type.NULL)
                .findFirst()
                .orElse(schema);
    }

    /** A float64 number as the type that the schema has for it, an enum's symbol as one. */
    private static @Nullable Object fitting(@Nullable Object value, Schema schema) {
        Schema type = ofValues(schema);
        if (value instanceof Double number) {
            boolean whole = number == Math.rint(number);
            return switch (type.getType()) {
                case FLOAT -> number.floatValue();
                case INT -> whole ? (Object) number.intValue() : number;
                case LONG -> whole ? (Object) number.longValue() : number;
                default -> number;
            };
        }
        return value instanceof String text && type.getType() == Schema.Type.ENUM
                ? new GenericData.EnumSymbol(type, text)
                : value;
    }

    private @Nullable Object byDefault(Schema.Field field) {
        if (!field.hasDefaultValue()) {
            if (AvroFields.branches(field.schema()).anyMatch(branch -> branch.getType() == Schema.Type.NULL)) {
                return null;
            }
            throw new ConfigException("field " + field.name() + " of the Avro schema " + schema.getFullName()
                    + " has no default, and records have no value for it");
        }
        return GenericData.get().getDefaultValue(field);
    }
}
