package io.rdrop.encode;

import java.nio.charset.StandardCharsets;

/**
 * A hash of text that is the same in every JVM, version and language, since trained weights depend on it: 32-bit FNV-1a
 * over the UTF-8 bytes, then MurmurHash3's 32-bit finaliser, which spreads FNV's weak low bits.
 */
final class StableHash {
    private static final int FNV_OFFSET = 0x811c9dc5;
    private static final int FNV_PRIME = 0x01000193;

    private StableHash() {}

    static int of(String text) {
        int hash = FNV_OFFSET;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * FNV_PRIME;
        }
        hash = (hash ^ (hash >>> 16)) * 0x85ebca6b;
        hash = (hash ^ (hash >>> 13)) * 0xc2b2ae35;
        return hash ^ (hash >>> 16);
    }

    /** The bucket of a text, 0..buckets-1. */
    static int bucket(String text, int buckets) {
        return Integer.remainderUnsigned(of(text), buckets);
    }
}
