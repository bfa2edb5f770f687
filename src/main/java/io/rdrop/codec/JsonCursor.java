package io.rdrop.codec;

import io.rdrop.example.TextCache;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;

/**
 * A place in a JSON record, which moves on over what is there: each method passes over what it is named after and
 * returns true, or leaves the cursor where it was (or behind white space) and returns false. Reusable; not for use by
 * several threads at once.
 */
final class JsonCursor {
    private static final byte[] NOTHING = {};

    private final TextCache texts = new TextCache();
    private final JsonNumber number = new JsonNumber();
    private byte[] bytes = NOTHING;
    private int at;
    private int textFrom;
    private int textTo;
    private double value;

    /** Begins anew. */
    void over(byte[] record) {
        bytes = record;
        at = 0;
    }

    /** White space and then this character. */
    boolean next(char expected) {
        if (!space() || bytes[at] != expected) {
            return false;
        }
        at++;
        return true;
    }

    /** White space, if there is any; false if nothing comes after it. */
    boolean space() {
        while (at < bytes.length && bytes[at] <= ' ') {
            if (bytes[at] != ' ' && bytes[at] != '\n' && bytes[at] != '\r' && bytes[at] != '\t') {
                return true;
            }
            at++;
        }
        return at < bytes.length;
    }

    /** A text without escapes. */
    boolean text() {
        if (at >= bytes.length || bytes[at] != '"') {
            return false;
        }
        int to = at + 1;
        while (to < bytes.length && bytes[to] != '"') {
            if (bytes[to] == '\\' || (bytes[to] >= 0 && bytes[to] < ' ')) {
                return false;
            }
            to++;
        }
        if (to == bytes.length) {
            return false;
        }
        textFrom = at + 1;
        textTo = to;
        at = to + 1;
        return true;
    }

    /** A literal, whose text it then is. */
    boolean literal(byte[] literal) {
        int to = at + literal.length;
        if (to > bytes.length || !Arrays.equals(bytes, at, to, literal, 0, literal.length)) {
            return false;
        }
        textFrom = at;
        textTo = to;
        at = to;
        return true;
    }

    /** A number of those that {@link JsonNumber} reads. */
    boolean number() {
        value = number.read(bytes, at, bytes.length);
        if (number.end() < 0) {
            return false;
        }
        at = number.end();
        return true;
    }

    /** An integer, whose text it then is. */
    boolean integer() {
        int from = at;
        if (!number()) {
            return false;
        }
        if (!number.isInteger()) {
            at = from;
            return false;
        }
        textFrom = from;
        textTo = at;
        return true;
    }

    /** These bytes, of which there are eight more than are asked for. */
    boolean name(JsonName name) {
        if (!name.isAt(bytes, at)) {
            return false;
        }
        at += name.length();
        return true;
    }

    /** The number passed over last. */
    double value() {
        return value;
    }

    /** Whether the text passed over last has these bytes. */
    boolean textIs(byte[] expected) {
        return Arrays.equals(bytes, textFrom, textTo, expected, 0, expected.length);
    }

    /**
     * The text passed over last, one that comes again.
     *
     * @throws CharacterCodingException if it is not UTF-8
     */
    String cachedText() throws CharacterCodingException {
        return texts.utf8(bytes, textFrom, textTo - textFrom);
    }

    /**
     * The text passed over last, one that does not come again.
     *
     * @throws CharacterCodingException if it is not UTF-8
     */
    String newText() throws CharacterCodingException {
        return TextCache.decode(bytes, textFrom, textTo - textFrom);
    }
}
