package io.rdrop.codec;

import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.config.TaskType;
import io.rdrop.example.ByteReader;
import io.rdrop.example.Decoded;
import io.rdrop.example.RawRecord;
import io.rdrop.example.RejectionReason;
import io.rdrop.example.TextCache;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** The compact format of this project: numbers as they are in memory, texts in UTF-8. */
final class BinaryExampleCodec extends BytesExampleCodec {
    private final RecordShape shape;
    private final TextCache texts = new TextCache();

    BinaryExampleCodec(JobConfig config) {
        this(RecordShape.of(config));
    }

    BinaryExampleCodec(RecordShape shape) {
        super(shape, "the value is damaged");
        this.shape = shape;
    }

    @Override
    Decoded read(ByteReader in, RawRecord record) throws IOException {
        expect("byte 0", BinaryLayout.MAGIC, in.u8());
        expect("the version", BinaryLayout.VERSION, in.u8());
        int kind = in.u8();
        int flags = in.u8();
        if ((flags & BinaryLayout.HAS_WEIGHT) != 0 && !shape.weighed()) {
            throw new IOException(
                    "bit 7 of the flags, of a weight, must be 0 without input.weights but they were " + hex(flags));
        }
        if ((flags & BinaryLayout.CHECKSUM) != 0) {
            in = checked(in);
        }
        Draft draft = new Draft(shape, record);
        readEnvelope(in, flags, draft);
        boolean whole = readFeatures(in, kind, flags, draft);
        if (whole && in.remaining() > 0) {
            throw new IOException("after the record come " + in.remaining() + " more bytes");
        }
        return draft.finish();
    }

    private void readEnvelope(ByteReader in, int flags, Draft draft) throws IOException {
        if ((flags & BinaryLayout.HAS_ID) != 0) {
            int length = in.u16();
            draft.envelope().id(TextCache.decode(in.array(), in.take(length), length));
        }
        if ((flags & BinaryLayout.HAS_MODEL) != 0) {
            draft.envelope().model(text(in, in.u16()));
        }
        if ((flags & BinaryLayout.HAS_TIME) != 0) {
            long timeMs = in.i64();
            if (!draft.envelope().time((double) timeMs)) {
                draft.envelope().refuseTime("the number " + timeMs);
            }
        }
        boolean number = (flags & BinaryLayout.LABEL_NUMBER) != 0;
        if ((flags & BinaryLayout.LABEL_NAME) != 0) {
            if (number) {
                throw new IOException("the label must be a name or a number but the flags say both: " + hex(flags));
            }
            draft.label(text(in, in.u16()));
        } else if (number) {
            draft.label(in.f64());
        }
        if ((flags & BinaryLayout.HAS_WEIGHT) != 0) {
            draft.weight(in.f64());
        }
    }

    /** Reads the features; false if they are of another kind, and so could not be read to their end. */
    private boolean readFeatures(ByteReader in, int kind, int flags, Draft draft) throws IOException {
        if (kind == BinaryLayout.NOTHING) {
            return true;
        }
        if (kind > BinaryLayout.FILE) {
            throw new IOException("features must be of kind 0 to 4 but were of kind " + kind);
        }
        boolean isFile = kind == BinaryLayout.FILE && shape.input() == TaskType.Input.IMAGE;
        if (kind != kindOf(shape.input()) && !isFile) {
            draft.refuse(
                    RejectionReason.WRONG_TYPE,
                    "`features` must be " + name(kindOf(shape.input())) + " but were " + name(kind));
            return false;
        }
        switch (kind) {
            case BinaryLayout.TABLE -> {
                return readTable(in, (flags & BinaryLayout.FLOAT32) != 0, draft.row());
            }
            case BinaryLayout.TEXT -> draft.text(in, in.i32());
            case BinaryLayout.FILE -> new EncodedImage(shape.image()).read(in.bytes(in.i32()), draft);
            default -> readImage(in, draft);
        }
        return true;
    }

    private boolean readTable(ByteReader in, boolean float32, TableRow row) throws IOException {
        Columns columns = shape.columns();
        int numbers = in.u16();
        if (!row.hasLength("numbers", columns.numericCount(), numbers)) {
            return false;
        }
        row.readNumbers(in, float32);
        int categories = in.u16();
        if (!row.hasLength("categories", columns.categoricalCount(), categories)) {
            return false;
        }
        for (int column = 0; column < columns.size(); column++) {
            if (!columns.isNumeric(column)) {
                int length = in.u16();
                if (length == BinaryLayout.MISSING) {
                    row.missing(column);
                } else {
                    row.category(column, text(in, length));
                }
            }
        }
        row.byPosition(columns.size());
        return true;
    }

    private void readImage(ByteReader in, Draft draft) throws IOException {
        int channels = in.u16();
        int height = in.u16();
        int width = in.u16();
        int from = in.take((long) channels * height * width);
        if (channels == shape.image().channels()
                && height == shape.image().height()
                && width == shape.image().width()) {
            draft.pixels(Arrays.copyOfRange(in.array(), from, from + shape.pixels()));
        } else {
            draft.refuse(
                    RejectionReason.IMAGE_SHAPE,
                    "the image must be of " + shape.image().channels() + " * "
                            + shape.image().height() + " * " + shape.image().width()
                            + " (channels, height, width) but was of "
                            + channels + " * " + height + " * " + width);
        }
    }

    private String text(ByteReader in, int length) throws IOException {
        return texts.utf8(in.array(), in.take(length), length);
    }

    private static ByteReader checked(ByteReader in) throws IOException {
        int body = in.remaining() - Integer.BYTES;
        if (body < 0) {
            throw new IOException("it has no room for its checksum");
        }
        int header = in.position();
        byte[] bytes = in.array();
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, header + body);
        in.over(bytes, header + body, Integer.BYTES);
        int stored = in.i32();
        if (stored != (int) crc.getValue()) {
            throw new IOException("its CRC-32C is 0x" + Long.toHexString(crc.getValue()) + " but it says 0x"
                    + Integer.toHexString(stored));
        }
        return in.over(bytes, header, body);
    }

    private static int kindOf(TaskType.Input input) {
        return switch (input) {
            case TABLE -> BinaryLayout.TABLE;
            case TEXT -> BinaryLayout.TEXT;
            case IMAGE -> BinaryLayout.IMAGE;
            case TOKENS, SOURCE -> throw new ConfigException("sentences are read as JSON only; set input.format: json");
        };
    }

    private static String name(int kind) {
        return switch (kind) {
            case BinaryLayout.TABLE -> "columns of a table (kind 1)";
            case BinaryLayout.TEXT -> "a text (kind 2)";
            case BinaryLayout.FILE -> "an image file (kind 4)";
            default -> "an image (kind 3)";
        };
    }

    private static void expect(String what, int expected, int was) throws IOException {
        if (was != expected) {
            throw new IOException(what + " must be " + hex(expected) + " but was " + hex(was));
        }
    }

    private static String hex(int value) {
        return String.format("0x%02x", value);
    }
}
