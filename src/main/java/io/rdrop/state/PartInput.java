package io.rdrop.state;

import java.io.IOException;
import java.io.InputStream;

/** Reads a part chunk by chunk, each checked before any byte of it is seen. */
final class PartInput extends InputStream {
    private final String name;
    private final StoredPart part;
    private final Chunks chunks;
    private byte[] chunk = new byte[0];
    private int at;
    private int number;
    private long read;

    PartInput(String name, StoredPart part, Chunks chunks) {
        this.name = name;
        this.part = part;
        this.chunks = chunks;
    }

    @Override
    public int read() throws IOException {
        if (!hasMore()) {
            return -1;
        }
        read++;
        return chunk[at++] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int count) throws IOException {
        if (!hasMore()) {
            return -1;
        }
        int available = Math.min(count, chunk.length - at);
        System.arraycopy(chunk, at, bytes, from, available);
        at += available;
        read += available;
        return available;
    }

    private boolean hasMore() throws IOException {
        while (at == chunk.length && number < part.chunks()) {
            chunk = next();
            at = 0;
        }
        return at < chunk.length;
    }

    private byte[] next() throws IOException {
        byte[] next = chunks.get(StoredPart.key(name, number));
        String which = "chunk " + (number + 1) + " of " + part.chunks();
        if (next == null) {
            throw new IOException(which + " is missing");
        }
        if (Checksum.of(next, next.length) != part.checksums().get(number)) {
            throw new IOException(which + " is damaged: its checksum does not hold");
        }
        number++;
        return next;
    }

    void finish() throws IOException {
        if (read != part.length()) {
            throw new IOException(read + " of " + part.length() + " bytes were read");
        }
    }
}
