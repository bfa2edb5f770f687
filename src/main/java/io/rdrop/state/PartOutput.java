package io.rdrop.state;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/** Cuts a part into chunks as it is written, and keeps those that are not as they were. */
final class PartOutput extends OutputStream {
    private final String name;
    private final StoredPart before;
    private final Chunks chunks;
    private final int chunkBytes;
    private final ByteArrayOutputStream chunk = new ByteArrayOutputStream();
    private final List<Long> checksums = new ArrayList<>();
    private long length;

    PartOutput(String name, StoredPart before, Chunks chunks, int chunkBytes) {
        this.name = name;
        this.before = before;
        this.chunks = chunks;
        this.chunkBytes = chunkBytes;
    }

    @Override
    public void write(int value) throws IOException {
        chunk.write(value);
        if (chunk.size() == chunkBytes) {
            closeChunk();
        }
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        for (int written = 0; written < count; ) {
            int part = Math.min(chunkBytes - chunk.size(), count - written);
            chunk.write(bytes, from + written, part);
            written += part;
            if (chunk.size() == chunkBytes) {
                closeChunk();
            }
        }
    }

    private void closeChunk() throws IOException {
        byte[] bytes = chunk.toByteArray();
        chunk.reset();
        long checksum = Checksum.of(bytes, bytes.length);
        int number = checksums.size();
        if (number >= before.chunks() || before.checksums().get(number) != checksum) {
            chunks.put(StoredPart.key(name, number), bytes);
        }
        checksums.add(checksum);
        length += bytes.length;
    }

    /** The part is complete: chunks that it no longer has are dropped. */
    StoredPart finish(int version) throws IOException {
        if (chunk.size() > 0) {
            closeChunk();
        }
        for (int number = checksums.size(); number < before.chunks(); number++) {
            chunks.remove(StoredPart.key(name, number));
        }
        return new StoredPart(version, length, List.copyOf(checksums));
    }
}
