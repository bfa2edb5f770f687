package io.rdrop.learn.tagging;

/** 32-bit hashes of texts, and of hashes. */
final class Hashes {
    private static final int STRIDE = 0x9E3779B9;
    private static final int FACTOR = 31;

    private Hashes() {}

    /** The hash of a part of a word: not 0, which stands for none. */
    static int of(CharSequence text, int from, int to, int kind) {
        int hash = kind * STRIDE;
        for (int i = from; i < to; i++) {
            hash = hash * FACTOR + text.charAt(i) + 1;
        }
        return notZero(spread(hash));
    }

    /** The hash of two hashes, in this order. */
    static int of(int one, int two, int kind) {
        return notZero(spread(spread(one + kind * STRIDE) + two));
    }

    private static int notZero(int hash) {
        return hash == 0 ? 1 : hash;
    }

    /** The rounds of Chris Wellons' lowbias32: every bit of what goes in reaches all bits. */
    private static int spread(int value) {
        int mixed = (value ^ (value >>> 16)) * 0x7feb352d;
        mixed = (mixed ^ (mixed >>> 15)) * 0x846ca68b;
        return mixed ^ (mixed >>> 16);
    }
}
