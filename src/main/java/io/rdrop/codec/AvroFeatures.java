package io.rdrop.codec;

import io.rdrop.example.ByteReader;
import io.rdrop.example.RejectionReason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/**
 * The `features` of Avro records: of a table a record, a map or an array; a string; bytes or an array of pixels; or
 * tokens.
 */
record AvroFeatures(RecordShape shape, List<AvroFields.Field> nested, AvroValues values) {
    private static final Schema KEY = Schema.create(Schema.Type.STRING);

    void read(Schema schema, ByteReader in, Draft draft) throws IOException {
        switch (shape.input()) {
            case TABLE -> readTable(schema, in, draft);
            case TEXT -> readText(schema, in, draft);
            case IMAGE -> readImage(schema, in, draft);
            case TOKENS -> readTokens(schema, in, draft);
            case SOURCE -> throw new IOException("a source is read as JSON only");
        }
    }

    private void readTable(Schema schema, ByteReader in, Draft draft) throws IOException {
        switch (schema.getType()) {
            case RECORD -> {
                for (int i = 0; i < nested.size(); i++) {
                    AvroFields.Field field = nested.get(i);
                    if (field.role() == AvroFields.Role.COLUMN) {
                        readColumn(values.resolve(field.schema(), in), in, field.column(), draft.row());
                    } else {
                        values.skip(field.schema(), in);
                    }
                }
            }
            case MAP -> readMap(schema.getValueType(), in, draft.row());
            case ARRAY -> readArray(schema.getElementType(), in, draft.row());
            default ->
                draft.refuse(
                        RejectionReason.NO_FEATURES,
                        "`features` must be a record, a map or an array but was " + values.skipped(schema, in));
        }
    }

    private void readMap(Schema element, ByteReader in, TableRow row) throws IOException {
        for (int count = AvroValues.block(in); count > 0; count = AvroValues.block(in)) {
            for (int i = 0; i < count; i++) {
                String name = values.text(KEY, in);
                Integer column = shape.columns().index(name);
                if (column == null) {
                    row.extra(name);
                }
                if (column != null && row.begin(column)) {
                    readValue(values.resolve(element, in), in, column, row);
                } else {
                    values.skip(element, in);
                }
            }
        }
    }

    private void readArray(Schema element, ByteReader in, TableRow row) throws IOException {
        int length = 0;
        for (int count = AvroValues.block(in); count > 0; count = AvroValues.block(in)) {
            for (int i = 0; i < count; i++) {
                if (length < shape.columns().size()) {
                    readValue(values.resolve(element, in), in, length, row);
                } else {
                    values.skip(element, in);
                }
                length++;
            }
        }
        row.byPosition(length);
    }

    /** Reads a column that a field of the schema names; a union is resolved already. */
    void readColumn(Schema schema, ByteReader in, int column, TableRow row) throws IOException {
        row.begin(column);
        readValue(schema, in, column, row);
    }

    private void readValue(Schema schema, ByteReader in, int column, TableRow row) throws IOException {
        if (schema.getType() == Schema.Type.NULL) {
            row.missing(column);
        } else if (shape.columns().isNumeric(column)) {
            readNumber(schema, in, column, row);
        } else {
            readCategory(schema, in, column, row);
        }
    }

    private void readNumber(Schema schema, ByteReader in, int column, TableRow row) throws IOException {
        if (AvroValues.isNumber(schema)) {
            double number = AvroValues.number(schema, in);
            if (!row.number(column, number)) {
                row.refuseNumber(column, number);
            }
        } else if (AvroValues.isText(schema)) {
            row.textForNumber(column, values.text(schema, in));
        } else {
            row.refuse(column, RejectionReason.WRONG_TYPE, "must be a number", values.skipped(schema, in));
        }
    }

    private void readCategory(Schema schema, ByteReader in, int column, TableRow row) throws IOException {
        switch (schema.getType()) {
            case STRING, ENUM -> row.category(column, values.text(schema, in));
            case INT, LONG -> row.category(column, Long.toString(in.varint()));
            case FLOAT -> readFraction(Float.toString(in.f32()), column, row);
            case DOUBLE -> readFraction(Double.toString(in.f64()), column, row);
            case BOOLEAN -> row.category(column, Boolean.toString(in.u8() != 0));
            default -> {
                String was = values.skipped(schema, in);
                row.refuse(column, RejectionReason.WRONG_TYPE, "must be a string, number or boolean", was);
            }
        }
    }

    private static void readFraction(String text, int column, TableRow row) {
        if (Double.isFinite(Double.parseDouble(text))) {
            row.category(column, text);
        } else {
            row.refuse(column, RejectionReason.NOT_FINITE, "must be a string, number or boolean", "the number " + text);
        }
    }

    private void readText(Schema schema, ByteReader in, Draft draft) throws IOException {
        if (schema.getType() != Schema.Type.STRING) {
            draft.refuse(
                    RejectionReason.WRONG_TYPE, "`features` must be a string but was " + values.skipped(schema, in));
            return;
        }
        draft.text(in, AvroValues.length(in));
    }

    private void readImage(Schema schema, ByteReader in, Draft draft) throws IOException {
        switch (schema.getType()) {
            case BYTES -> readBytes(in.bytes(AvroValues.length(in)), draft);
            case FIXED -> draft.pixels(in.bytes(schema.getFixedSize()));
            case ARRAY -> readPixels(schema.getElementType(), in, draft);
            default ->
                draft.refuse(
                        RejectionReason.WRONG_TYPE,
                        "`features` must be bytes or an array of pixels but was " + values.skipped(schema, in));
        }
    }

    /** Pixels, or a PNG or JPEG file: one of as many bytes as there are pixels must be of the image's size. */
    private void readBytes(byte[] bytes, Draft draft) {
        EncodedImage file = new EncodedImage(shape.image());
        boolean isFile = bytes.length == shape.pixels() ? file.isOfSize(bytes) : EncodedImage.isOne(bytes);
        if (isFile) {
            file.read(bytes, draft);
        } else {
            draft.pixels(bytes);
        }
    }

    private void readTokens(Schema schema, ByteReader in, Draft draft) throws IOException {
        switch (schema.getType()) {
            case STRING -> SentenceReader.tokens(SentenceReader.split(values.text(schema, in)), draft);
            case ARRAY -> {
                List<String> tokens = new ArrayList<>();
                boolean areTexts = true;
                for (int count = AvroValues.block(in); count > 0; count = AvroValues.block(in)) {
                    for (int i = 0; i < count; i++) {
                        Schema element = values.resolve(schema.getElementType(), in);
                        if (AvroValues.isText(element)) {
                            tokens.add(values.text(element, in));
                        } else {
                            areTexts = false;
                            draft.refuse(
                                    RejectionReason.WRONG_TYPE,
                                    "token " + (tokens.size() + 1) + " must be a text but was "
                                            + values.skipped(element, in));
                        }
                    }
                }
                if (areTexts) {
                    SentenceReader.tokens(tokens, draft);
                }
            }
            default ->
                draft.refuse(
                        RejectionReason.WRONG_TYPE,
                        "`tokens` must be an array of texts, or one text, but was " + values.skipped(schema, in));
        }
    }

    /** Reads the value of `tags`, which is not null. */
    void readTags(Schema schema, ByteReader in, Draft draft) throws IOException {
        switch (schema.getType()) {
            case STRING -> draft.tags(List.copyOf(SentenceReader.split(values.text(schema, in))));
            case ARRAY -> {
                List<Object> tags = new ArrayList<>();
                String other = "";
                for (int count = AvroValues.block(in); count > 0; count = AvroValues.block(in)) {
                    for (int i = 0; i < count; i++) {
                        Schema element = values.resolve(schema.getElementType(), in);
                        if (AvroValues.isText(element)) {
                            tags.add(values.text(element, in));
                        } else if (AvroValues.isNumber(element)) {
                            tags.add(AvroValues.number(element, in));
                        } else {
                            String was = values.skipped(element, in);
                            other = other.isEmpty()
                                    ? "tag " + (tags.size() + 1) + " must be a text or a number but was " + was
                                    : other;
                        }
                    }
                }
                if (other.isEmpty()) {
                    draft.tags(tags);
                } else {
                    draft.refuseTags(other);
                }
            }
            default -> draft.refuseTags("`tags` must be an array, or one text, but was " + values.skipped(schema, in));
        }
    }

    private void readPixels(Schema element, ByteReader in, Draft draft) throws IOException {
        Pixels pixels = draft.pixels();
        for (int count = AvroValues.block(in); count > 0; count = AvroValues.block(in)) {
            for (int i = 0; i < count; i++) {
                Schema schema = values.resolve(element, in);
                if (AvroValues.isNumber(schema)) {
                    double pixel = AvroValues.number(schema, in);
                    if (!pixels.add(pixel)) {
                        pixels.refuseValue("the number " + pixel);
                    }
                } else {
                    pixels.refuseType(values.skipped(schema, in));
                }
            }
        }
        pixels.finish();
    }
}
