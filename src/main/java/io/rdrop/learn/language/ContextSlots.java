package io.rdrop.learn.language;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * What followed each context, bit by bit, in a table of fixed size: a slot for a context and the bits of the byte so
 * far. A slot holds bits of its hash, a {@link BitHistory}, how many bits it learned, and the probability of a one, in
 * 16, 7, 9 and 32 bits. Where there is no room, the slot that knows less of two gives way.
 */
final class ContextSlots {
    private static final long CHECK = 0xFFFFL << 48;
    private static final int HISTORY_AT = 41;
    private static final int COUNT_AT = 32;
    private static final int COUNTS = (1 << 9) - 1;
    /** Bits after which the latest ones count for more than earlier ones. */
    private static final int MEMORY = 250;

    private static final long PROBABILITY = (1L << 32) - 1;
    private static final float PER_ONE = 0x1p32f;
    private static final float LEAST = 5e-4f;

    private final int bits;
    private final long[] slots;
    private int used;

    /** @param bits logarithm of the number of slots, base 2: 8 to 24 */
    ContextSlots(int bits) {
        this.bits = bits;
        slots = new long[1 << bits];
    }

    /**
     * The slot of a context and the bits so far; -1 if there is none.
     *
     * @param hash of both, all bits of which count
     */
    int find(int hash) {
        long check = check(hash);
        int at = hash >>> (32 - bits);
        if (holds(at, check)) {
            return at;
        }
        return holds(at ^ 1, check) ? at ^ 1 : -1;
    }

    private boolean holds(int at, long check) {
        return (slots[at] & CHECK) == check && history(at) != BitHistory.NONE;
    }

    private static long check(int hash) {
        return (long) hash << 48;
    }

    /** A slot for a context that has none. */
    private int take(int hash) {
        int at = hash >>> (32 - bits);
        int other = at ^ 1;
        int taken = BitHistory.count(history(at)) <= BitHistory.count(history(other)) ? at : other;
        used += history(taken) == BitHistory.NONE ? 1 : 0;
        slots[taken] = check(hash) | (PROBABILITY / 2);
        return taken;
    }

    int history(int at) {
        return (int) (slots[at] >>> HISTORY_AT) & (BitHistory.STATES - 1);
    }

    /** Of a one. */
    float probability(int at) {
        return (slots[at] & PROBABILITY) / PER_ONE;
    }

    /** A bit followed: p += (bit - p) / (min(n, 250) + 1.5) after n bits. */
    void learn(int found, int hash, int bit) {
        int at = found < 0 ? take(hash) : found;
        int count = (int) (slots[at] >>> COUNT_AT) & COUNTS;
        float p = probability(at);
        float next = Math.max(LEAST, Math.min(1 - LEAST, p + (bit - p) / (count + 1.5f)));
        slots[at] = (slots[at] & CHECK)
                | ((long) BitHistory.next(history(at), bit) << HISTORY_AT)
                | ((long) Math.min(MEMORY, count + 1) << COUNT_AT)
                | (long) (next * PER_ONE);
    }

    /** Bytes of the slots in use. */
    long bytes() {
        return (Integer.BYTES + Long.BYTES) * (long) used;
    }

    /** Writes the slots in use, each after its place. */
    void save(DataOutput out) throws IOException {
        out.writeInt(used);
        for (int at = 0; at < slots.length; at++) {
            if (slots[at] != 0) {
                out.writeInt(at);
                out.writeLong(slots[at]);
            }
        }
    }

    void restore(DataInput in) throws IOException {
        Arrays.fill(slots, 0);
        used = in.readInt();
        int least = 0;
        for (int i = 0; i < used; i++) {
            int at = in.readInt();
            if (at < least || at >= slots.length) {
                throw new IOException("state is damaged: slot " + at + " of " + slots.length + " after " + (least - 1));
            }
            slots[at] = in.readLong();
            least = at + 1;
        }
    }
}
