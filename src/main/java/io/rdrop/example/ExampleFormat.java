package io.rdrop.example;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The binary form of an {@link Example}: what crosses operators and what the untrained rest of a micro-batch is kept as. */
public final class ExampleFormat {
    private static final int MAX_LENGTH = 1 << 28;

    /** writeUTF takes 65,535 bytes, and a char takes up to 3. */
    private static final int PIECE_CHARS = 21_845;

    private ExampleFormat() {}

    public static void write(Example example, DataOutput out) throws IOException {
        writePosition(example.position(), out);
        writeText(example.id(), out);
        writeText(example.model(), out);
        out.writeLong(example.timeMs());
        out.writeInt(example.label());
        out.writeInt(example.numbers().length);
        for (double number : example.numbers()) {
            out.writeDouble(number);
        }
        out.writeInt(example.categories().length);
        for (String category : example.categories()) {
            writeText(category, out);
        }
    }

    public static Example read(DataInput in) throws IOException {
        SourcePosition position = readPosition(in);
        String id = readRequired(in);
        String model = readRequired(in);
        long timeMs = in.readLong();
        int label = in.readInt();
        double[] numbers = new double[length(in)];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = in.readDouble();
        }
        @Nullable String[] categories = new @Nullable String[length(in)];
        for (int i = 0; i < categories.length; i++) {
            categories[i] = readText(in);
        }
        return new Example(position, id, model, timeMs, numbers, categories, label);
    }

    public static void writePosition(SourcePosition position, DataOutput out) throws IOException {
        writeText(position.topic(), out);
        out.writeInt(position.partition());
        out.writeLong(position.offset());
        out.writeLong(position.timestampMs());
    }

    public static SourcePosition readPosition(DataInput in) throws IOException {
        return new SourcePosition(readRequired(in), in.readInt(), in.readLong(), in.readLong());
    }

    /**
     * A text of any length, or null as -1: the number of pieces, then each piece with writeUTF, which keeps every char (UTF-8
     * would lose an unpaired surrogate, which JSON can carry).
     */
    public static void writeText(@Nullable String text, DataOutput out) throws IOException {
        if (text == null) {
            out.writeInt(-1);
            return;
        }
        int pieces = (text.length() + PIECE_CHARS - 1) / PIECE_CHARS;
        out.writeInt(pieces);
        for (int i = 0; i < pieces; i++) {
            out.writeUTF(text.substring(i * PIECE_CHARS, Math.min(text.length(), (i + 1) * PIECE_CHARS)));
        }
    }

    /** Reads what {@link #writeText} wrote. */
    public static @Nullable String readText(DataInput in) throws IOException {
        int pieces = in.readInt();
        if (pieces == -1) {
            return null;
        }
        if (pieces < 0 || pieces > MAX_LENGTH / PIECE_CHARS) {
            throw new IOException("a text must have 0.." + MAX_LENGTH / PIECE_CHARS + " pieces but had " + pieces);
        }
        if (pieces == 1) {
            return in.readUTF();
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < pieces; i++) {
            text.append(in.readUTF());
        }
        return text.toString();
    }

    /** As {@link #readText}, where null was never written. */
    public static String readRequired(DataInput in) throws IOException {
        String text = readText(in);
        if (text == null) {
            throw new IOException("a text is missing where one must be");
        }
        return text;
    }

    /** Bytes with their length before them; null as length -1. */
    public static void writeBytes(byte @Nullable [] bytes, DataOutput out) throws IOException {
        out.writeInt(bytes == null ? -1 : bytes.length);
        if (bytes != null) {
            out.write(bytes);
        }
    }

    /** Reads what {@link #writeBytes} wrote. */
    public static byte @Nullable [] readBytes(DataInput in) throws IOException {
        int length = in.readInt();
        if (length == -1) {
            return null;
        }
        if (length < 0 || length > MAX_LENGTH) {
            throw new IOException("a length must be 0.." + MAX_LENGTH + " but was " + length);
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return bytes;
    }

    private static int length(DataInput in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > MAX_LENGTH) {
            throw new IOException("a length must be 0.." + MAX_LENGTH + " but was " + length);
        }
        return length;
    }
}
