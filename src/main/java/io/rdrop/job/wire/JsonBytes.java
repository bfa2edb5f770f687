package io.rdrop.job.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A JSON text in bytes that are used again: what is written is what Jackson writes, without a generator, a text of each
 * number, or names that are looked through each time. Commas are put where they belong. Not thread-safe.
 */
final class JsonBytes {
    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);
    private static final int MOST_DIGITS = 20;

    private byte[] bytes = new byte[512];
    private int length;
    /** Whether a comma goes before the next member. */
    private boolean isNext;

    private final byte[] digits = new byte[MOST_DIGITS];

    /** The name of a member, or a text, as it is written. */
    static byte[] quoted(String text) {
        JsonBytes json = new JsonBytes();
        json.text(text);
        return json.toBytes();
    }

    JsonBytes clear() {
        length = 0;
        isNext = false;
        return this;
    }

    /** A copy of what was written. */
    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    JsonBytes begin(char bracket) {
        comma();
        put(bracket);
        isNext = false;
        return this;
    }

    JsonBytes end(char bracket) {
        put(bracket);
        isNext = true;
        return this;
    }

    /** @param quoted of {@link #quoted} */
    JsonBytes name(byte[] quoted) {
        comma();
        put(quoted);
        put(':');
        isNext = false;
        return this;
    }

    /** @param quoted of {@link #quoted} */
    void quotedValue(byte[] quoted) {
        comma();
        put(quoted);
        isNext = true;
    }

    void nothing() {
        comma();
        room(4);
        bytes[length++] = 'n';
        bytes[length++] = 'u';
        bytes[length++] = 'l';
        bytes[length++] = 'l';
        isNext = true;
    }

    /** A text; half a surrogate pair, which has no UTF-8, is escaped. */
    void text(String text) {
        comma();
        put('"');
        int size = text.length();
        room(size + 1);
        int i = 0;
        for (; i < size; i++) {
            char c = text.charAt(i);
            if (c < ' ' || c >= 0x7f || c == '"' || c == '\\') {
                break;
            }
            bytes[length++] = (byte) c;
        }
        for (; i < size; i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < size && Character.isLowSurrogate(text.charAt(i + 1))) {
                utf8(text.codePointAt(i));
                i++;
            } else {
                one(c);
            }
        }
        put('"');
        isNext = true;
    }

    private void one(char c) {
        if (c == '"' || c == '\\') {
            put('\\');
            put(c);
        } else if (c < ' ' || Character.isSurrogate(c)) {
            escape(c);
        } else {
            utf8(c);
        }
    }

    private void escape(char c) {
        put('\\');
        int at = "\b\t\n\f\r".indexOf(c);
        if (at >= 0) {
            put("btnfr".charAt(at));
            return;
        }
        put('u');
        for (int shift = 12; shift >= 0; shift -= 4) {
            put((char) HEX[(c >> shift) & 15]);
        }
    }

    private void utf8(int codePoint) {
        room(4);
        if (codePoint < 0x80) {
            bytes[length++] = (byte) codePoint;
        } else if (codePoint < 0x800) {
            bytes[length++] = (byte) (0xc0 | (codePoint >> 6));
            bytes[length++] = (byte) (0x80 | (codePoint & 0x3f));
        } else {
            if (codePoint < 0x10000) {
                bytes[length++] = (byte) (0xe0 | (codePoint >> 12));
            } else {
                bytes[length++] = (byte) (0xf0 | (codePoint >> 18));
                bytes[length++] = (byte) (0x80 | ((codePoint >> 12) & 0x3f));
            }
            bytes[length++] = (byte) (0x80 | ((codePoint >> 6) & 0x3f));
            bytes[length++] = (byte) (0x80 | (codePoint & 0x3f));
        }
    }

    void number(long value) {
        comma();
        if (value < 0) {
            put('-');
        }
        digits(value);
        isNext = true;
    }

    /** A number &ge; 0 of thousandths, with as many decimals as it has, and at least one. */
    void thousandths(long value) {
        comma();
        digits(value / 1000);
        int rest = (int) (value % 1000);
        put('.');
        put((char) ('0' + rest / 100));
        if (rest % 100 != 0) {
            put((char) ('0' + rest / 10 % 10));
            if (rest % 10 != 0) {
                put((char) ('0' + rest % 10));
            }
        }
        isNext = true;
    }

    private void digits(long value) {
        int at = MOST_DIGITS;
        long left = value;
        do {
            digits[--at] = (byte) ('0' + Math.abs(left % 10));
            left /= 10;
        } while (left != 0);
        room(MOST_DIGITS - at);
        System.arraycopy(digits, at, bytes, length, MOST_DIGITS - at);
        length += MOST_DIGITS - at;
    }

    /** As few digits as tell it from all other float32; what is no number is a text, as Jackson has it. */
    void number(float value) {
        comma();
        if (Float.isFinite(value)) {
            room(FloatText.MOST);
            length = FloatText.write(value, bytes, length);
        } else {
            put('"');
            String name = Float.toString(value);
            for (int i = 0; i < name.length(); i++) {
                put(name.charAt(i));
            }
            put('"');
        }
        isNext = true;
    }

    private void comma() {
        if (isNext) {
            put(',');
        }
    }

    private void put(char ascii) {
        room(1);
        bytes[length++] = (byte) ascii;
    }

    private void put(byte[] written) {
        room(written.length);
        System.arraycopy(written, 0, bytes, length, written.length);
        length += written.length;
    }

    private void room(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }
}
