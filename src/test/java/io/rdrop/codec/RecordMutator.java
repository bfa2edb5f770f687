package io.rdrop.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Records that a careless or a hostile producer might send, made of valid ones: truncated, of wrong types, deeply
 * nested, with huge numbers, with keys given twice, with invalid UTF-8, with zero bytes, as long as 10 MB. The n-th
 * record depends on the seed and n only.
 */
public final class RecordMutator {
    /** One in so many records is huge; more would only measure the memory's speed. */
    private static final int HUGE_ONE_IN = 10_000;

    private static final int HUGE_BYTES = 10 << 20;
    private static final int LONG_BYTES = 300_000;

    private static final List<String> TOKENS = List.of(
            "NaN",
            "-Infinity",
            "null",
            "true",
            "\"\"",
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "\\",
            "\\u",
            "\\ud800",
            "\\u0000",
            "//",
            "/**/",
            "{}",
            "[[[[",
            "-",
            "0",
            "-0",
            "-0.0",
            "007",
            "0x1f",
            "1E+",
            ".5",
            "\u2028",
            "\u202e",
            "\ufeff",
            "'",
            "\"label\":",
            "\"features\":",
            "\"__proto__\":{},");

    private static final List<String> NUMBERS = List.of(
            "1e999",
            "-1e999",
            "1e-999",
            "4.9e-324",
            "1.7976931348623157e308",
            "3.4028236e38",
            "2147483648",
            "9223372036854775808",
            "-9223372036854775809",
            "340282366920938463463374607431768211456",
            "0.1e1000000000",
            "1e2147483648");

    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "[]",
            "{}",
            "\"x\"",
            "-1",
            "0.5",
            "1e300",
            "[[1]]",
            "{\"a\":{\"b\":[]}}",
            "\"\\ud83d\\ude00\"");

    private final List<byte[]> valid;
    private final long seed;

    /** @param valid records to start from, objects in JSON */
    public RecordMutator(List<String> valid, long seed) {
        this.valid = valid.stream().map(record -> record.getBytes(UTF_8)).toList();
        this.seed = seed;
    }

    /** The n-th record. */
    public byte[] record(long n) {
        SplittableRandom random = new SplittableRandom(seed * 0x9e3779b97f4a7c15L + n);
        byte[] record = valid.get((int) (n % valid.size())).clone();
        if (n % HUGE_ONE_IN == HUGE_ONE_IN - 1) {
            return huge(record, random, HUGE_BYTES);
        }
        // One in four stays valid, or the records that are learned from would be too few.
        for (int mutations = random.nextInt(4); mutations > 0; mutations--) {
            record = mutate(record, random);
        }
        return record;
    }

    private static byte[] mutate(byte[] record, SplittableRandom random) {
        if (record.length == 0) {
            return record;
        }
        int at = random.nextInt(record.length);
        int to = Math.min(record.length, at + 1 + random.nextInt(8));
        return switch (random.nextInt(16)) {
            case 0 -> Arrays.copyOf(record, at);
            case 1 -> splice(record, at, at + 1, new byte[] {(byte) random.nextInt(256)});
            case 2 -> splice(record, at, to, new byte[0]);
            case 3 -> splice(record, at, at, Arrays.copyOfRange(record, at, to));
            case 4 -> splice(record, at, to, pick(TOKENS, random));
            case 5 -> splice(record, at, at, pick(TOKENS, random));
            case 6 -> value(record, random, pick(NUMBERS, random));
            case 7, 8 -> value(record, random, pick(VALUES, random));
            case 9 -> value(record, random, nested(1 + random.nextInt(2_000), random.nextBoolean()));
            case 10 -> twice(record, random);
            case 11 -> splice(record, at, at, invalidUtf8(random));
            case 12 -> splice(record, at, at, new byte[1 + random.nextInt(3)]);
            case 13 -> record.clone();
            case 14 ->
                random.nextInt(200) == 0
                        ? huge(record, random, LONG_BYTES)
                        : splice(record, record.length, record.length, " \n".getBytes(UTF_8));
            default -> random.nextInt(20) == 0 ? new byte[0] : splice(record, 0, 0, pick(TOKENS, random));
        };
    }

    /** Puts something in the place of what stands behind one of the colons or commas. */
    private static byte[] value(byte[] record, SplittableRandom random, byte[] with) {
        int from = random.nextInt(record.length);
        while (from < record.length && record[from] != ':' && record[from] != ',' && record[from] != '[') {
            from++;
        }
        from = Math.min(record.length, from + 1);
        int to = from;
        while (to < record.length && record[to] != ',' && record[to] != '}' && record[to] != ']') {
            to++;
        }
        return splice(record, from, to, with);
    }

    private static byte[] nested(int depth, boolean arrays) {
        String open = arrays ? "[" : "{\"a\":";
        return (open.repeat(depth) + "1" + (arrays ? "]" : "}").repeat(depth)).getBytes(UTF_8);
    }

    /** Repeats all that stands between the braces, or a part of it. */
    private static byte[] twice(byte[] record, SplittableRandom random) {
        int from = 1 + random.nextInt(Math.max(1, record.length - 2));
        while (from > 1 && record[from - 1] != ',' && record[from - 1] != '{') {
            from--;
        }
        from = Math.min(from, record.length);
        int to = Math.max(from, record.length - 1);
        byte[] part = Arrays.copyOfRange(record, from, to);
        byte[] comma = {','};
        return splice(splice(record, to, to, part), to, to, comma);
    }

    private static byte[] invalidUtf8(SplittableRandom random) {
        return switch (random.nextInt(6)) {
            case 0 -> new byte[] {(byte) 0x80};
            case 1 -> new byte[] {(byte) 0xc0, (byte) 0xaf};
            case 2 -> new byte[] {(byte) 0xe2, (byte) 0x82};
            case 3 -> new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80};
            case 4 -> new byte[] {(byte) 0xf4, (byte) 0x90, (byte) 0x80, (byte) 0x80};
            default -> new byte[] {(byte) 0xff, (byte) 0xfe};
        };
    }

    private static byte[] huge(byte[] record, SplittableRandom random, int bytes) {
        return switch (random.nextInt(5)) {
            case 0 -> value(record, random, filled('7', bytes));
            case 1 -> value(record, random, ("\"" + "a".repeat(bytes) + "\"").getBytes(UTF_8));
            case 2 -> value(record, random, nested(bytes / 2, true));
            case 3 -> splice(record, record.length, record.length, filled(' ', bytes));
            default -> value(record, random, ("[" + "0,".repeat(bytes / 2) + "0]").getBytes(UTF_8));
        };
    }

    private static byte[] filled(char with, int bytes) {
        byte[] filled = new byte[bytes];
        Arrays.fill(filled, (byte) with);
        return filled;
    }

    private static byte[] pick(List<String> from, SplittableRandom random) {
        return from.get(random.nextInt(from.size())).getBytes(UTF_8);
    }

    private static byte[] splice(byte[] record, int from, int to, byte[] with) {
        ByteArrayOutputStream spliced = new ByteArrayOutputStream(record.length + with.length);
        spliced.write(record, 0, from);
        spliced.writeBytes(with);
        spliced.write(record, to, record.length - to);
        return spliced.toByteArray();
    }
}
