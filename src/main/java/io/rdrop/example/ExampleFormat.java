package io.rdrop.example;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The binary form of an {@link Example} in a training state, such as the untrained rest of a micro-batch. */
public final class ExampleFormat {
    private static final int MAX_LENGTH = 1 << 28;

    /** writeUTF takes 65,535 bytes, and a char takes up to 3. */
    private static final int PIECE_CHARS = 21_845;

    private ExampleFormat() {}

    private static final byte TABLE = 1;
    private static final byte TEXT = 2;
    private static final byte IMAGE = 3;
    private static final byte TOKENS = 4;
    private static final byte PAIR = 5;
    /** Added to the kind where odds, which are not 0, stand before the features, after a weight. */
    private static final int CORRIGIBLE = 0x20;
    /** Added to the kind where a weight, which is not 1, stands before the features. */
    private static final int WEIGHED = 0x40;

    public static void write(Example example, DataOutput out) throws IOException {
        writePosition(example.position(), out);
        writeText(example.id(), out);
        writeText(example.model(), out);
        out.writeLong(example.timeMs());
        out.writeDouble(example.target());
        writeDoubles(example.history(), out);
        if (example.features() instanceof TableFeatures table) {
            writeKind(TABLE, example, out);
            writeDoubles(table.numbers(), out);
            out.writeInt(table.categories().length);
            for (String category : table.categories()) {
                writeText(category, out);
            }
        } else if (example.features() instanceof TextFeatures text) {
            writeKind(TEXT, example, out);
            writeText(text.text(), out);
        } else if (example.features() instanceof ImageFeatures image) {
            writeKind(IMAGE, example, out);
            writeBytes(image.pixels(), out);
        } else if (example.features() instanceof TokenFeatures sentence) {
            writeKind(TOKENS, example, out);
            out.writeInt(sentence.tokens().length);
            for (String token : sentence.tokens()) {
                writeText(token, out);
            }
            out.writeInt(sentence.tags().length);
            for (int tag : sentence.tags()) {
                out.writeInt(tag);
            }
            out.writeInt(sentence.cut());
        } else if (example.features() instanceof PairFeatures pair) {
            writeKind(PAIR, example, out);
            writeText(pair.source(), out);
            writeText(pair.target(), out);
        }
    }

    /** A weight of 1 and odds of 0 leave no trace: such examples are written as they were before there were any. */
    private static void writeKind(byte kind, Example example, DataOutput out) throws IOException {
        boolean weighed = example.weight() != Example.FULL_WEIGHT;
        boolean corrigible = example.timeoutOdds() != 0;
        out.writeByte(kind | (weighed ? WEIGHED : 0) | (corrigible ? CORRIGIBLE : 0));
        if (weighed) {
            out.writeDouble(example.weight());
        }
        if (corrigible) {
            out.writeDouble(example.timeoutOdds());
        }
    }

    /** Writes how many there are, and each. */
    public static void writeAll(List<Example> examples, DataOutput out) throws IOException {
        out.writeInt(examples.size());
        for (Example example : examples) {
            write(example, out);
        }
    }

    /** Reads what {@link #writeAll} wrote. */
    public static List<Example> readAll(DataInput in) throws IOException {
        List<Example> examples = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            examples.add(read(in));
        }
        return List.copyOf(examples);
    }

    public static Example read(DataInput in) throws IOException {
        SourcePosition position = readPosition(in);
        String id = readRequired(in);
        String model = readRequired(in);
        long timeMs = in.readLong();
        double target = in.readDouble();
        double[] history = readDoubles(in);
        int kind = in.readByte();
        double weight = Example.FULL_WEIGHT;
        if ((kind & WEIGHED) != 0) {
            weight = in.readDouble();
        }
        double odds = (kind & CORRIGIBLE) != 0 ? in.readDouble() : 0;
        return new Example(
                position,
                id,
                model,
                timeMs,
                readFeatures(kind & ~(WEIGHED | CORRIGIBLE), in),
                target,
                weight,
                odds,
                history);
    }

    private static Features readFeatures(int kind, DataInput in) throws IOException {
        return switch (kind) {
            case TABLE -> {
                double[] numbers = readDoubles(in);
                @Nullable String[] categories = new @Nullable String[length(in)];
                for (int i = 0; i < categories.length; i++) {
                    categories[i] = readText(in);
                }
                yield new TableFeatures(numbers, categories);
            }
            case TEXT -> new TextFeatures(readRequired(in));
            case IMAGE -> {
                byte[] pixels = readBytes(in);
                if (pixels == null) {
                    throw new IOException("an image has no pixels");
                }
                yield new ImageFeatures(pixels);
            }
            case TOKENS -> {
                String[] tokens = new String[length(in)];
                for (int i = 0; i < tokens.length; i++) {
                    tokens[i] = readRequired(in);
                }
                int[] tags = new int[length(in)];
                for (int i = 0; i < tags.length; i++) {
                    tags[i] = in.readInt();
                }
                yield new TokenFeatures(tokens, tags, in.readInt());
            }
            case PAIR -> new PairFeatures(readRequired(in), readText(in));
            default -> throw new IOException("features must be of kind 1, 2, 3, 4 or 5 but were of kind " + kind);
        };
    }

    private static void writeDoubles(double[] values, DataOutput out) throws IOException {
        out.writeInt(values.length);
        for (double value : values) {
            out.writeDouble(value);
        }
    }

    private static double[] readDoubles(DataInput in) throws IOException {
        double[] values = new double[length(in)];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.readDouble();
        }
        return values;
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
     * A text of any length, or null as -1: the number of pieces, then each piece with writeUTF, which keeps every char
     * (UTF-8 would lose an unpaired surrogate, which JSON can carry).
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
