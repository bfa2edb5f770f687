package io.rdrop.learn.language;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** What stood before the byte that comes next: the last bytes, the word so far, the word before it. */
public final class ByteContexts {
    /** Contexts of the last bytes alone: 0 to 6 of them. */
    static final int ORDERS = 7;
    /** Those first, then the word so far, that and the word before, the two bytes before the last. */
    static final int CONTEXTS = ORDERS + 3;

    private static final long SPREAD = 0x9E3779B97F4A7C15L;
    private static final int BYTE = 0xFF;

    private final int[] hashes = new int[CONTEXTS];
    /** The last 8, the last one lowest. */
    private long last;

    private int word;
    private int wordBefore;

    public ByteContexts() {
        hash();
    }

    /** Hash of a context: those of the last n bytes first. */
    int hash(int context) {
        return hashes[context];
    }

    /** The byte before, 0 to 255; 1 for the last, up to 8. */
    int before(int distance) {
        return (int) (last >>> (8 * (distance - 1))) & BYTE;
    }

    /** Hash of the last bytes. */
    int lastBytes(int count) {
        return (int) (((last & ((1L << (8 * count)) - 1)) * SPREAD) >>> 32);
    }

    /** A byte came, 0 to 255. */
    void add(int symbol) {
        last = (last << 8) | symbol;
        int lower = symbol >= 'A' && symbol <= 'Z' ? symbol + ('a' - 'A') : symbol;
        if ((lower >= 'a' && lower <= 'z') || lower == '\'' || lower > 127) {
            word = (word + lower + 1) * 0x2F0B4C47;
        } else if (word != 0) {
            wordBefore = word;
            word = 0;
        }
        hash();
    }

    private void hash() {
        for (int order = 0; order < ORDERS; order++) {
            hashes[order] = spread(lastBytes(order) + order * 0x01234567);
        }
        hashes[ORDERS] = spread(word * 31 + 7_777_777);
        hashes[ORDERS + 1] = spread(word * 31 + wordBefore * 0x3D4D51CB + 8_888_888);
        hashes[ORDERS + 2] = spread((int) (((last & 0xFFFF00L) * SPREAD) >>> 32) + 999);
    }

    /** Every bit of the result depends on every bit. */
    static int spread(int value) {
        int mixed = (value ^ (value >>> 16)) * 0x7FEB352D;
        mixed = (mixed ^ (mixed >>> 15)) * 0x846CA68B;
        return mixed ^ (mixed >>> 16);
    }

    void set(ByteContexts other) {
        last = other.last;
        word = other.word;
        wordBefore = other.wordBefore;
        hash();
    }

    void save(DataOutput out) throws IOException {
        out.writeLong(last);
        out.writeInt(word);
        out.writeInt(wordBefore);
    }

    void restore(DataInput in) throws IOException {
        last = in.readLong();
        word = in.readInt();
        wordBefore = in.readInt();
        hash();
    }
}
