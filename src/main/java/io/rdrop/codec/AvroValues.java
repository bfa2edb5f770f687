package io.rdrop.codec;

import io.rdrop.example.ByteReader;
import io.rdrop.example.TextCache;
import java.io.IOException;
import org.apache.avro.Schema;

/**
 * Values in Avro's binary encoding, straight from the bytes: no object per value. Every length is compared with what is
 * there before memory is asked for. The specification is at avro.apache.org, "Binary encoding".
 */
record AvroValues(TextCache texts) {
    /** Schemas may refer to themselves; records nested deeper are not worth a stack overflow. */
    private static final int MAX_DEPTH = 64;

    /** The schema of the value that comes: of a union, the branch that the record chose. */
    Schema resolve(Schema schema, ByteReader in) throws IOException {
        if (!schema.isUnion()) {
            return schema;
        }
        long branch = in.varint();
        if (branch < 0 || branch >= schema.getTypes().size()) {
            throw new IOException("a union of " + schema.getTypes().size() + " types has no type " + branch
                    + " (before byte " + in.position() + ")");
        }
        return schema.getTypes().get((int) branch);
    }

    static boolean isNumber(Schema schema) {
        return switch (schema.getType()) {
            case INT, LONG, FLOAT, DOUBLE -> true;
            default -> false;
        };
    }

    /** @param schema of a number */
    static double number(Schema schema, ByteReader in) throws IOException {
        return switch (schema.getType()) {
            case FLOAT -> in.f32();
            case DOUBLE -> in.f64();
            default -> in.varint();
        };
    }

    static boolean isText(Schema schema) {
        return schema.getType() == Schema.Type.STRING || schema.getType() == Schema.Type.ENUM;
    }

    /** @param schema of a string or an enum */
    String text(Schema schema, ByteReader in) throws IOException {
        if (schema.getType() == Schema.Type.ENUM) {
            long symbol = in.varint();
            if (symbol < 0 || symbol >= schema.getEnumSymbols().size()) {
                throw new IOException("enum " + schema.getFullName() + " has no symbol " + symbol);
            }
            return schema.getEnumSymbols().get((int) symbol);
        }
        int length = length(in);
        return texts.utf8(in.array(), in.take(length), length);
    }

    static int length(ByteReader in) throws IOException {
        long length = in.varint();
        if (length < 0 || length > in.remaining()) {
            throw new IOException("before byte " + in.position() + " it says that " + length + " bytes follow, but "
                    + in.remaining() + " do");
        }
        return (int) length;
    }

    /** How many elements the next block of an array or a map has; 0 ends it. */
    static int block(ByteReader in) throws IOException {
        long count = in.varint();
        if (count < 0) {
            in.varint(); // the block's length in bytes, for those who skip it
            count = -count;
        }
        // An element takes at least a byte, but for nulls, of which nobody sends that many.
        if (count < 0 || count > in.remaining()) {
            throw new IOException("before byte " + in.position() + " it says that " + count
                    + " elements follow, but only " + in.remaining() + " bytes do");
        }
        return (int) count;
    }

    void skip(Schema schema, ByteReader in) throws IOException {
        skip(schema, in, 0);
    }

    /** Passes over a value that cannot be used, and says what it was. */
    String skipped(Schema schema, ByteReader in) throws IOException {
        skip(schema, in);
        return "of Avro type " + schema.getType().getName();
    }

    private void skip(Schema schema, ByteReader in, int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw new IOException("it is nested more than " + MAX_DEPTH + " deep");
        }
        switch (schema.getType()) {
            case NULL -> {}
            case BOOLEAN -> in.u8();
            case INT, LONG, ENUM -> in.varint();
            case FLOAT -> in.f32();
            case DOUBLE -> in.f64();
            case STRING, BYTES -> in.take(length(in));
            case FIXED -> in.take(schema.getFixedSize());
            case UNION -> skip(resolve(schema, in), in, depth + 1);
            case RECORD -> {
                for (Schema.Field field : schema.getFields()) {
                    skip(field.schema(), in, depth + 1);
                }
            }
            case ARRAY -> {
                for (int count = block(in); count > 0; count = block(in)) {
                    for (int i = 0; i < count; i++) {
                        skip(schema.getElementType(), in, depth + 1);
                    }
                }
            }
            case MAP -> {
                for (int count = block(in); count > 0; count = block(in)) {
                    for (int i = 0; i < count; i++) {
                        in.take(length(in));
                        skip(schema.getValueType(), in, depth + 1);
                    }
                }
            }
        }
    }
}
