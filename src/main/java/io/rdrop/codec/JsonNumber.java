package io.rdrop.codec;

import com.fasterxml.jackson.core.io.NumberInput;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Reads one JSON number after another from bytes, to the nearest float64. Not for use by several threads at once. */
final class JsonNumber {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int NONE = -1;
    /** So many decimal digits fit into 64 bits without a sign. */
    private static final int MAX_DIGITS = 19;
    /** So many fit into a long. */
    private static final int MAX_WHOLE_DIGITS = 18;
    /** Beyond this a number is 0 or infinite, however many digits it has that fit into a record. */
    private static final int MAX_EXPONENT_DIGITS = 9;

    private int end = NONE;
    private boolean integer;

    /** Index after the number read last; negative if there was none, or one that this leaves to the parser. */
    int end() {
        return end;
    }

    /** Whether the number read last has neither point nor exponent. */
    boolean isInteger() {
        return integer;
    }

    /**
     * Reads the longest number that begins at an index.
     *
     * @param to index after the last byte there is
     * @return the number, perhaps infinite; only valid if {@link #end} is not negative
     */
    double read(byte[] bytes, int from, int to) {
        end = NONE;
        integer = false;
        boolean negative = from < to && bytes[from] == '-';
        int first = negative ? from + 1 : from;
        int at = first;
        long digits = 0;
        if (at < to && bytes[at] == '0') {
            at++; // nothing but a point or an exponent may follow; whoever reads on finds out
        } else {
            for (; at < to && bytes[at] >= '0' && bytes[at] <= '9'; at++) {
                digits = 10 * digits + (bytes[at] - '0');
            }
        }
        int whole = at - first;
        if (whole == 0) {
            return Double.NaN;
        }
        int point = at;
        if (at < to && bytes[at] == '.') {
            at++;
            while (to - at >= Long.BYTES) {
                long eight = (long) LONG.get(bytes, at);
                if (!areDigits(eight)) {
                    break;
                }
                digits = 100_000_000 * digits + valueOf(eight);
                at += Long.BYTES;
            }
            for (; at < to && bytes[at] >= '0' && bytes[at] <= '9'; at++) {
                digits = 10 * digits + (bytes[at] - '0');
            }
            if (at == point + 1) {
                return Double.NaN;
            }
        }
        int last = at;
        int exponent = 0;
        if (at < to && (bytes[at] | 0x20) == 'e') {
            at = exponentEnd(bytes, at + 1, to);
            if (at < 0) {
                return Double.NaN;
            }
            exponent = exponent(bytes, last + 1, at);
        } else if (last == point) {
            return whole(digits, whole, negative, at);
        }
        end = at;
        exponent -= Math.max(0, last - point - 1);
        if (last - first > MAX_DIGITS && significant(bytes, first, last) > MAX_DIGITS) {
            return text(bytes, from, at);
        }
        double magnitude = digits == 0 ? 0 : EiselLemire.nearest(digits, exponent);
        if (Double.isNaN(magnitude)) {
            return text(bytes, from, at);
        }
        return negative ? -magnitude : magnitude;
    }

    /** An integer has no negative zero. One that no long holds is left to the parser. */
    private double whole(long digits, int count, boolean negative, int at) {
        if (count > MAX_WHOLE_DIGITS) {
            return Double.NaN;
        }
        end = at;
        integer = true;
        return negative ? -digits : digits;
    }

    private static int exponentEnd(byte[] bytes, int from, int to) {
        int at = from;
        if (at < to && (bytes[at] == '+' || bytes[at] == '-')) {
            at++;
        }
        int first = at;
        while (at < to && bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
        return at == first || at - first > MAX_EXPONENT_DIGITS ? NONE : at;
    }

    private static int exponent(byte[] bytes, int from, int to) {
        int exponent = 0;
        for (int at = from; at < to; at++) {
            if (bytes[at] >= '0') {
                exponent = 10 * exponent + bytes[at] - '0';
            }
        }
        return bytes[from] == '-' ? -exponent : exponent;
    }

    /** Digits from the first that is not 0 on. */
    private static int significant(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && (bytes[at] == '0' || bytes[at] == '.')) {
            at++;
        }
        int count = 0;
        for (; at < to; at++) {
            count += bytes[at] == '.' ? 0 : 1;
        }
        return count;
    }

    private static double text(byte[] bytes, int from, int to) {
        return NumberInput.parseDouble(new String(bytes, from, to - from, StandardCharsets.ISO_8859_1), true);
    }

    /** Whether all of eight bytes are digits: their upper halves are 3, and still are when 6 is added. */
    private static boolean areDigits(long eight) {
        long upper = 0xf0f0f0f0f0f0f0f0L;
        return ((eight & upper) | (((eight + 0x0606060606060606L) & upper) >>> 4)) == 0x3333333333333333L;
    }

    /** Eight digits, the first in the lowest byte: by twos, by fours, by eights. */
    private static long valueOf(long eight) {
        long ones = eight - 0x3030303030303030L;
        long pairs = ones * 10 + (ones >>> 8); // in every second byte
        long mask = 0xff000000ffL;
        return ((pairs & mask) * 0xf424000000064L + ((pairs >>> 16) & mask) * 0x271000000001L) >>> 32;
    }
}
