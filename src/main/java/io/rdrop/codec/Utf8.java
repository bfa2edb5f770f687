package io.rdrop.codec;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Strict UTF-8: the JSON parser itself lets overlong forms and encoded surrogates pass. */
final class Utf8 {
    /** What {@link #firstFault} returns for good bytes. */
    static final int NONE = -1;

    private static final int CHUNK_CHARS = 4096;

    private Utf8() {}

    /** Index of the first byte that is no UTF-8, or {@link #NONE}. */
    static int firstFault(byte[] bytes) {
        if (isAscii(bytes)) {
            return NONE;
        }
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(CHUNK_CHARS);
        CoderResult result;
        do {
            out.clear();
            result = decoder.decode(in, out, true);
        } while (result.isOverflow());
        return result.isError() ? in.position() : NONE;
    }

    private static boolean isAscii(byte[] bytes) {
        for (byte b : bytes) {
            if (b < 0) {
                return false;
            }
        }
        return true;
    }
}
