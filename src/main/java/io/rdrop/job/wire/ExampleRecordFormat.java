package io.rdrop.job.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.rdrop.example.ByteReader;
import io.rdrop.example.ByteWriter;
import io.rdrop.example.Example;
import io.rdrop.example.Features;
import io.rdrop.example.ImageFeatures;
import io.rdrop.example.PairFeatures;
import io.rdrop.example.SourcePosition;
import io.rdrop.example.TableFeatures;
import io.rdrop.example.TextCache;
import io.rdrop.example.TextFeatures;
import io.rdrop.example.TokenFeatures;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Examples between decoding and learning: their length and their bytes, so that each is copied once in and once out.
 * Texts that come again (topic, model key, categories) are made once. What is kept for longer has a form of its own,
 * {@link io.rdrop.example.ExampleFormat}.
 */
public final class ExampleRecordFormat implements BinaryFormat<Example> {
    private static final long serialVersionUID = 3L;

    private static final byte TABLE = 1;
    private static final byte TEXT = 2;
    private static final byte IMAGE = 3;
    private static final byte TOKENS = 4;
    private static final byte PAIR = 5;

    private static final double[] NO_HISTORY = {};

    private static final int NULL = 0;
    private static final int UTF8 = 1;
    /** Char by char: JSON can carry an unpaired surrogate, which has no UTF-8. */
    private static final int CHARS = 2;

    private transient @Nullable Scratch scratch;

    /** What is used again for each example. */
    private static final class Scratch {
        private final ByteWriter out = new ByteWriter();
        private final ByteReader in = new ByteReader();
        private final TextCache texts = new TextCache();
        private byte[] bytes = new byte[0];
    }

    @Override
    public BinaryFormat<Example> duplicate() {
        return new ExampleRecordFormat();
    }

    @Override
    public void write(Example value, DataOutput target) throws IOException {
        ByteWriter out = scratch().out.clear();
        SourcePosition position = value.position();
        writeText(position.topic(), out);
        out.i32(position.partition());
        out.i64(position.offset());
        out.i64(position.timestampMs());
        writeText(value.givenId(), out);
        writeText(value.model(), out);
        out.i64(value.timeMs());
        out.f64(value.target());
        out.f64(value.weight());
        out.f64(value.timeoutOdds());
        out.i32(value.history().length);
        out.doubles(value.history());
        writeFeatures(value.features(), out);
        target.writeInt(out.length());
        target.write(out.array(), 0, out.length());
    }

    private static void writeFeatures(Features features, ByteWriter out) {
        if (features instanceof TableFeatures table) {
            out.u8(TABLE);
            out.i32(table.numbers().length);
            out.doubles(table.numbers());
            out.i32(table.categories().length);
            for (String category : table.categories()) {
                writeText(category, out);
            }
        } else if (features instanceof TextFeatures text) {
            out.u8(TEXT);
            writeText(text.text(), out);
        } else if (features instanceof ImageFeatures image) {
            out.u8(IMAGE);
            out.i32(image.pixels().length);
            out.bytes(image.pixels());
        } else if (features instanceof TokenFeatures sentence) {
            out.u8(TOKENS);
            out.i32(sentence.tokens().length);
            for (String token : sentence.tokens()) {
                writeText(token, out);
            }
            out.i32(sentence.tags().length);
            for (int tag : sentence.tags()) {
                out.i32(tag);
            }
            out.i32(sentence.cut());
        } else if (features instanceof PairFeatures pair) {
            out.u8(PAIR);
            writeText(pair.source(), out);
            writeText(pair.target(), out);
        }
    }

    @Override
    public Example read(DataInput source) throws IOException {
        Scratch now = scratch();
        int length = source.readInt();
        if (length > now.bytes.length) {
            now.bytes = new byte[Math.max(length, 2 * now.bytes.length)];
        }
        source.readFully(now.bytes, 0, length);
        ByteReader in = now.in.over(now.bytes, 0, length);
        SourcePosition position = new SourcePosition(required(in, now), in.i32(), in.i64(), in.i64());
        String id = readText(in, null);
        String model = required(in, now);
        long timeMs = in.i64();
        double target = in.f64();
        double weight = in.f64();
        double odds = in.f64();
        int labels = in.i32();
        if (labels == 0) {
            return new Example(position, id, model, timeMs, readFeatures(in, now), target, weight, odds, NO_HISTORY);
        }
        double[] history = new double[labels];
        in.doubles(history);
        return new Example(position, id, model, timeMs, readFeatures(in, now), target, weight, odds, history);
    }

    private static Features readFeatures(ByteReader in, Scratch now) throws IOException {
        int kind = in.u8();
        return switch (kind) {
            case TABLE -> {
                double[] numbers = new double[in.i32()];
                in.doubles(numbers);
                @Nullable String[] categories = new @Nullable String[in.i32()];
                for (int i = 0; i < categories.length; i++) {
                    categories[i] = readText(in, now.texts);
                }
                yield new TableFeatures(numbers, categories);
            }
            case TEXT -> new TextFeatures(required(in, now));
            case IMAGE -> new ImageFeatures(in.bytes(in.i32()));
            case TOKENS -> {
                String[] tokens = new String[in.i32()];
                for (int i = 0; i < tokens.length; i++) {
                    tokens[i] = required(in, now);
                }
                int[] tags = new int[in.i32()];
                for (int i = 0; i < tags.length; i++) {
                    tags[i] = in.i32();
                }
                yield new TokenFeatures(tokens, tags, in.i32());
            }
            case PAIR -> new PairFeatures(required(in, now), readText(in, now.texts));
            default -> throw new IOException("features must be of kind 1, 2, 3, 4 or 5 but were of kind " + kind);
        };
    }

    private static void writeText(@Nullable String text, ByteWriter out) {
        if (text == null) {
            out.u8(NULL);
            return;
        }
        int length = text.length();
        for (int i = 0; i < length; i++) {
            if (text.charAt(i) >= 0x80) {
                writeNonAscii(text, out);
                return;
            }
        }
        out.u8(UTF8);
        out.i32(length);
        for (int i = 0; i < length; i++) {
            out.u8(text.charAt(i));
        }
    }

    private static void writeNonAscii(String text, ByteWriter out) {
        if (text.codePoints().noneMatch(c -> Character.getType(c) == Character.SURROGATE)) {
            byte[] bytes = text.getBytes(UTF_8);
            out.u8(UTF8);
            out.i32(bytes.length);
            out.bytes(bytes);
        } else {
            out.u8(CHARS);
            out.i32(text.length());
            text.chars().forEach(out::u16);
        }
    }

    private static String required(ByteReader in, Scratch now) throws IOException {
        String text = readText(in, now.texts);
        if (text == null) {
            throw new IOException("a text is missing where one must be");
        }
        return text;
    }

    private static @Nullable String readText(ByteReader in, @Nullable TextCache texts) throws IOException {
        int form = in.u8();
        if (form == NULL) {
            return null;
        }
        int length = in.i32();
        if (form == UTF8) {
            int from = in.take(length);
            return texts == null ? TextCache.decode(in.array(), from, length) : texts.utf8(in.array(), from, length);
        }
        char[] chars = new char[length];
        for (int i = 0; i < length; i++) {
            chars[i] = (char) in.u16();
        }
        return new String(chars);
    }

    private Scratch scratch() {
        if (scratch == null) {
            scratch = new Scratch();
        }
        return scratch;
    }
}
