package io.rdrop.example;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Texts of bytes, where the same few come again and again: topics, model keys, class names, categories. Those seen
 * lately need neither decoding nor memory. Bounded; not for use by several threads at once.
 */
public final class TextCache {
    private static final int PLACES = 1024;
    private static final int MAX_BYTES = 64;

    private final @Nullable Entry[] entries = new @Nullable Entry[PLACES];

    private record Entry(byte[] bytes, String text) {}

    /**
     * The text that bytes are.
     *
     * @throws CharacterCodingException if they are not UTF-8
     */
    public String utf8(byte[] source, int from, int length) throws CharacterCodingException {
        if (length > MAX_BYTES) {
            return decode(source, from, length);
        }
        int hash = length;
        for (int i = from; i < from + length; i++) {
            hash = 31 * hash + source[i];
        }
        int place = (hash ^ hash >>> 16) & (PLACES - 1);
        Entry entry = entries[place];
        if (entry == null || !Arrays.equals(entry.bytes, 0, entry.bytes.length, source, from, from + length)) {
            entry = new Entry(Arrays.copyOfRange(source, from, from + length), decode(source, from, length));
            entries[place] = entry;
        }
        return entry.text;
    }

    /**
     * As {@link #utf8}, for texts that do not come again.
     *
     * @throws CharacterCodingException if they are not UTF-8
     */
    public static String decode(byte[] source, int from, int length) throws CharacterCodingException {
        for (int i = from; i < from + length; i++) {
            if (source[i] < 0) {
                return UTF_8.newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT)
                        .decode(ByteBuffer.wrap(source, from, length))
                        .toString();
            }
        }
        return new String(source, from, length, ISO_8859_1);
    }
}
