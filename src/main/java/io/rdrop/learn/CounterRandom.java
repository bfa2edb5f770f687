package io.rdrop.learn;

/**
 * Numbers that depend on a seed and a position alone, not on what was drawn before: a restored learner draws what the
 * lost one would have drawn.
 */
public final class CounterRandom {
    /** 2^64 / golden ratio: consecutive counters land far apart before they are mixed. */
    private static final long STRIDE = 0x9E3779B97F4A7C15L;

    private CounterRandom() {}

    /** A number from 0 to bound - 1. */
    public static int below(int bound, long seed, long position, long draw) {
        return (int) Long.remainderUnsigned(bits(seed, position, draw), bound);
    }

    /** As {@link #below(int, long, long, long)}, for a long bound. */
    public static long below(long bound, long seed, long position) {
        return Long.remainderUnsigned(mix(mix(seed) + (position + 1) * STRIDE), bound);
    }

    /** A number from 0 (included) to 1 (excluded) with 53 random bits. */
    public static double uniform(long seed, long position, long draw) {
        return (bits(seed, position, draw) >>> 11) * 0x1p-53;
    }

    /** 64 random bits: a seed of its own for each position and draw. */
    public static long bits(long seed, long position, long draw) {
        return mix(mix(mix(seed) + position * STRIDE) + (draw + 1) * STRIDE);
    }

    /** Spreads every input bit over all output bits (the 64-bit finaliser of SplitMix, Steele et al. 2014). */
    private static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
