package io.rdrop.codec;

import io.rdrop.config.AvroFraming;
import io.rdrop.config.JobConfig;
import io.rdrop.config.TaskType;
import io.rdrop.example.ByteReader;
import io.rdrop.example.Decoded;
import io.rdrop.example.RawRecord;
import io.rdrop.example.TextCache;
import java.io.IOException;
import java.util.List;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/** Avro records, all written with one schema. */
final class AvroExampleCodec extends BytesExampleCodec {
    static final int MARKER = 0xc3;
    static final int MARKER_VERSION = 1;

    private static final int CONFLUENT_ID_BYTES = 4;

    private final RecordShape shape;
    private final AvroFields fields;
    private final AvroFraming framing;
    private final long fingerprint;
    private final AvroValues values = new AvroValues(new TextCache());
    private final AvroFeatures features;

    /** @throws io.rdrop.config.ConfigException if the schema does not fit the configuration */
    AvroExampleCodec(JobConfig config) {
        this(config, RecordShape.of(config));
    }

    AvroExampleCodec(JobConfig config, RecordShape shape) {
        super(shape, "the value is no datum of the schema");
        this.shape = shape;
        Schema schema = AvroSchemas.of(config);
        fields = new AvroFields(schema, config, shape);
        framing = config.input().avro().framing();
        fingerprint = SchemaNormalization.parsingFingerprint64(schema);
        features = new AvroFeatures(shape, fields.nested(), values);
    }

    @Override
    Decoded read(ByteReader in, RawRecord record) throws IOException {
        readFrame(in);
        Draft draft = new Draft(shape, record);
        List<AvroFields.Field> top = fields.top();
        for (int i = 0; i < top.size(); i++) {
            read(top.get(i), in, draft);
        }
        if (in.remaining() > 0) {
            throw new IOException("after the datum come " + in.remaining() + " more bytes");
        }
        return draft.finish();
    }

    private void readFrame(ByteReader in) throws IOException {
        switch (framing) {
            case NONE -> {}
            case CONFLUENT -> {
                int magic = in.u8();
                if (magic != 0) {
                    throw new IOException("byte 0 must be 0 (input.avro.framing: confluent) but was " + magic);
                }
                in.take(CONFLUENT_ID_BYTES);
            }
            case SINGLE_OBJECT -> {
                int first = in.u8();
                int second = in.u8();
                if (first != MARKER || second != MARKER_VERSION) {
                    throw new IOException(String.format(
                            "it must begin with 0xc3 0x01 (input.avro.framing: single-object) but began with 0x%02x 0x%02x",
                            first, second));
                }
                long written = in.i64();
                if (written != fingerprint) {
                    throw new IOException(String.format(
                            "it was written with the schema of fingerprint %016x but the job reads %016x",
                            written, fingerprint));
                }
            }
        }
    }

    private void read(AvroFields.Field field, ByteReader in, Draft draft) throws IOException {
        if (field.role() == AvroFields.Role.SKIPPED) {
            values.skip(field.schema(), in);
            return;
        }
        Schema schema = values.resolve(field.schema(), in);
        if (field.role() == AvroFields.Role.COLUMN) {
            features.readColumn(schema, in, field.column(), draft.row());
        } else if (schema.getType() != Schema.Type.NULL) {
            switch (field.role()) {
                case ID -> readId(schema, in, draft);
                case MODEL -> readModel(schema, in, draft);
                case TIME -> readTime(schema, in, draft);
                case LABEL -> {
                    if (shape.input() == TaskType.Input.TOKENS) {
                        features.readTags(schema, in, draft);
                    } else {
                        readLabel(schema, in, draft);
                    }
                }
                case WEIGHT -> readWeight(schema, in, draft);
                default -> features.read(schema, in, draft);
            }
        }
    }

    private void readId(Schema schema, ByteReader in, Draft draft) throws IOException {
        switch (schema.getType()) {
            case STRING -> {
                int length = AvroValues.length(in);
                draft.envelope().id(TextCache.decode(in.array(), in.take(length), length));
            }
            case INT, LONG -> draft.envelope().id(Long.toString(in.varint()));
            default -> draft.envelope().refuseId(values.skipped(schema, in));
        }
    }

    private void readModel(Schema schema, ByteReader in, Draft draft) throws IOException {
        if (AvroValues.isText(schema)) {
            draft.envelope().model(values.text(schema, in));
        } else {
            draft.envelope().refuseModel(values.skipped(schema, in));
        }
    }

    private void readTime(Schema schema, ByteReader in, Draft draft) throws IOException {
        if (AvroValues.isNumber(schema)) {
            double number = AvroValues.number(schema, in);
            if (!draft.envelope().time(number * millisPerUnit(schema.getLogicalType()))) {
                draft.envelope().refuseTime("the number " + number);
            }
        } else if (AvroValues.isText(schema)) {
            draft.envelope().time(values.text(schema, in));
        } else {
            draft.envelope().refuseTime(values.skipped(schema, in));
        }
    }

    private static double millisPerUnit(LogicalType type) {
        if (type instanceof LogicalTypes.TimestampMicros || type instanceof LogicalTypes.LocalTimestampMicros) {
            return 1e-3;
        }
        if (type instanceof LogicalTypes.TimestampNanos || type instanceof LogicalTypes.LocalTimestampNanos) {
            return 1e-6;
        }
        return type instanceof LogicalTypes.Date ? 86_400_000 : 1;
    }

    private void readWeight(Schema schema, ByteReader in, Draft draft) throws IOException {
        if (AvroValues.isNumber(schema)) {
            draft.weight(AvroValues.number(schema, in));
        } else {
            draft.refuseWeight(values.skipped(schema, in));
        }
    }

    private void readLabel(Schema schema, ByteReader in, Draft draft) throws IOException {
        if (AvroValues.isText(schema)) {
            draft.label(values.text(schema, in));
        } else if (AvroValues.isNumber(schema)) {
            draft.label(AvroValues.number(schema, in));
        } else {
            draft.refuseLabel(Double.NaN, values.skipped(schema, in));
        }
    }
}
