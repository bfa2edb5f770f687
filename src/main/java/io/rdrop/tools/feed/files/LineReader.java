package io.rdrop.tools.feed.files;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Physical lines as bytes, line ends included, with a look ahead. A byte order mark at the start is skipped. */
final class LineReader implements Closeable {
    /** A line beyond this is no line: no Kafka record could hold it. */
    static final int MAX_LINE_BYTES = 64 << 20;

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private final InputStream in;
    private final String source;
    private final byte[] buffer = new byte[1 << 16];
    private int start;
    private int end;
    private long linesRead;
    private long line;
    private final List<byte[]> ahead = new ArrayList<>();

    /** Owns the stream, and closes it; messages name the source. */
    LineReader(InputStream in, String source) {
        this.in = in;
        this.source = source;
    }

    /** The next line with its line end (the last line may have none); null at the end. */
    byte @Nullable [] next() throws IOException {
        line++;
        return ahead.isEmpty() ? read() : ahead.remove(0);
    }

    /** The number of the line that {@link #next} returned last, from 1. */
    long line() {
        return line;
    }

    /** The line that the next but {@code distance} call of {@link #next} will return; null beyond the end. */
    byte @Nullable [] peek(int distance) throws IOException {
        while (ahead.size() <= distance) {
            byte[] line = read();
            if (line == null) {
                return null;
            }
            ahead.add(line);
        }
        return ahead.get(distance);
    }

    /** A line without its line end, LF or CRLF. */
    static byte[] content(byte[] line) {
        int length = line.length;
        if (length > 0 && line[length - 1] == '\n') {
            length--;
            if (length > 0 && line[length - 1] == '\r') {
                length--;
            }
        }
        return length == line.length ? line : Arrays.copyOf(line, length);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /** The message says it all; a cause would be shown in its place. */
    static IOException unreadable(String source, long lines, IOException e) {
        boolean cut = e instanceof EOFException;
        IOException told = new IOException(
                cut
                        ? source + " is incomplete: its compressed data end after line " + lines + " (" + e.getMessage()
                                + "); copy or fetch the file again"
                        : source + " cannot be read after line " + lines + ": " + e.getMessage());
        told.addSuppressed(e);
        return told;
    }

    private byte @Nullable [] read() throws IOException {
        byte[] line;
        try {
            line = readLine();
        } catch (IOException e) {
            throw unreadable(source, linesRead, e);
        }
        if (linesRead++ == 0 && line != null && startsWithByteOrderMark(line)) {
            return Arrays.copyOfRange(line, BYTE_ORDER_MARK.length, line.length);
        }
        return line;
    }

    private byte @Nullable [] readLine() throws IOException {
        ByteArrayOutputStream longLine = null;
        while (true) {
            for (int i = start; i < end; i++) {
                if (buffer[i] == '\n') {
                    return take(longLine, i + 1);
                }
            }
            if (start < end) {
                longLine = longLine == null ? new ByteArrayOutputStream(2 * (end - start)) : longLine;
                longLine.write(buffer, start, end - start);
                if (longLine.size() > MAX_LINE_BYTES) {
                    throw new IOException("the next line is longer than " + MAX_LINE_BYTES + " bytes");
                }
            }
            start = 0;
            end = Math.max(0, in.read(buffer));
            if (end == 0) {
                return longLine == null ? null : longLine.toByteArray();
            }
        }
    }

    private byte[] take(@Nullable ByteArrayOutputStream before, int to) {
        int from = start;
        start = to;
        if (before == null) {
            return Arrays.copyOfRange(buffer, from, to);
        }
        before.write(buffer, from, to - from);
        return before.toByteArray();
    }

    private static boolean startsWithByteOrderMark(byte[] line) {
        return line.length >= BYTE_ORDER_MARK.length
                && Arrays.equals(line, 0, BYTE_ORDER_MARK.length, BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length);
    }
}
