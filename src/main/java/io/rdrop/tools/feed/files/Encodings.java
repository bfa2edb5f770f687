package io.rdrop.tools.feed.files;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Text of other encodings as UTF-8. What is damaged in it becomes the replacement character. */
final class Encodings {
    private static final int LOOK_BYTES = 4096;
    private static final int BIG_ENDIAN_MARK = 0xfeff;
    private static final int LITTLE_ENDIAN_MARK = 0xfffe;

    private Encodings() {}

    /**
     * UTF-16, if a file begins with its byte order mark, or nearly every other byte is zero as in texts of Latin
     * letters.
     */
    static @Nullable Charset look(BufferedInputStream in) throws IOException {
        in.mark(LOOK_BYTES);
        byte[] first = new byte[0];
        try {
            first = in.readNBytes(LOOK_BYTES);
        } catch (EOFException e) {
            // Compressed data that break off: whoever reads the lines can say after which.
        }
        in.reset();
        int mark = first.length < 2 ? 0 : ((first[0] & 0xff) << 8) | (first[1] & 0xff);
        if (mark == BIG_ENDIAN_MARK || mark == LITTLE_ENDIAN_MARK) {
            return StandardCharsets.UTF_16;
        }
        int[] zeros = new int[2];
        for (int i = 0; i < first.length; i++) {
            zeros[i % 2] += first[i] == 0 ? 1 : 0;
        }
        int most = first.length / 2;
        if (most >= 2 && 10 * Math.max(zeros[0], zeros[1]) > 8 * most && 10 * Math.min(zeros[0], zeros[1]) < most) {
            return zeros[0] > zeros[1] ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_16LE;
        }
        return null;
    }

    static InputStream asUtf8(InputStream in, Charset encoding) {
        return new Utf8(new InputStreamReader(in, encoding));
    }

    private static final class Utf8 extends InputStream {
        private final Reader text;
        private final char[] chars = new char[1 << 13];
        private int kept;
        private byte[] bytes = new byte[0];
        private int at;

        Utf8(Reader text) {
            this.text = text;
        }

        @Override
        public int read() throws IOException {
            return fill() ? bytes[at++] & 0xff : -1;
        }

        @Override
        public int read(byte[] buffer, int from, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (!fill()) {
                return -1;
            }
            int count = Math.min(length, bytes.length - at);
            System.arraycopy(bytes, at, buffer, from, count);
            at += count;
            return count;
        }

        /** A pair of surrogates that is cut in two waits for its other half. */
        private boolean fill() throws IOException {
            while (at == bytes.length) {
                int read = text.read(chars, kept, chars.length - kept);
                int held = kept + Math.max(0, read);
                if (held == 0) {
                    return false;
                }
                kept = read > 0 && Character.isHighSurrogate(chars[held - 1]) ? 1 : 0;
                bytes = new String(chars, 0, held - kept).getBytes(StandardCharsets.UTF_8);
                at = 0;
                chars[0] = chars[held - 1];
            }
            return true;
        }

        @Override
        public void close() throws IOException {
            text.close();
        }
    }
}
