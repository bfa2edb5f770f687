package io.rdrop.tools.audit;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** Offsets of one partition, a bit each: most of a topic may be in it. */
final class OffsetSet {
    private static final int CHUNK_BITS = 16;
    private static final int CHUNK_MASK = (1 << CHUNK_BITS) - 1;

    private final Map<Long, BitSet> chunks = new HashMap<>();
    private long size;

    void add(long offset) {
        BitSet chunk = chunks.computeIfAbsent(offset >> CHUNK_BITS, absent -> new BitSet());
        int bit = (int) offset & CHUNK_MASK;
        if (!chunk.get(bit)) {
            chunk.set(bit);
            size++;
        }
    }

    boolean contains(long offset) {
        BitSet chunk = chunks.get(offset >> CHUNK_BITS);
        return chunk != null && chunk.get((int) offset & CHUNK_MASK);
    }

    /** Takes an offset out; true if it was there. */
    boolean remove(long offset) {
        BitSet chunk = chunks.get(offset >> CHUNK_BITS);
        int bit = (int) offset & CHUNK_MASK;
        if (chunk == null || !chunk.get(bit)) {
            return false;
        }
        chunk.clear(bit);
        size--;
        return true;
    }

    long size() {
        return size;
    }
}
