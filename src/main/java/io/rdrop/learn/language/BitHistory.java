package io.rdrop.learn.language;

/**
 * What bits followed a context, in 7 bits: how many zeros and ones, up to 7 each, and which came last. When the other
 * bit comes, more than two of this one count as fewer: recent bits say more.
 */
final class BitHistory {
    static final int STATES = 128;
    /** Of a context that never occurred. */
    static final int NONE = 0;

    private static final int MOST = 7;
    private static final int[] AFTER_OPPOSITE = {0, 1, 2, 2, 3, 3, 4, 4};
    private static final byte[] NEXT = new byte[2 * STATES];

    static {
        for (int state = 0; state < STATES; state++) {
            int zeros = zeros(state);
            int ones = ones(state);
            NEXT[2 * state] = state(Math.min(MOST, zeros + 1), AFTER_OPPOSITE[ones], 0);
            NEXT[2 * state + 1] = state(AFTER_OPPOSITE[zeros], Math.min(MOST, ones + 1), 1);
        }
    }

    private BitHistory() {}

    private static byte state(int zeros, int ones, int last) {
        return (byte) ((zeros << 4) | (ones << 1) | last);
    }

    static int zeros(int state) {
        return state >>> 4;
    }

    static int ones(int state) {
        return (state >>> 1) & MOST;
    }

    /** Bits that it counts. */
    static int count(int state) {
        return zeros(state) + ones(state);
    }

    /** Whether only one of the two bits ever followed, as far as it knows. */
    static boolean isSure(int state) {
        return zeros(state) == 0 || ones(state) == 0;
    }

    static int next(int state, int bit) {
        return NEXT[2 * state + bit];
    }
}
