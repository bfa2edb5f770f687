package io.rdrop.model.dl4j;

import java.io.Serializable;

/**
 * Where dropout masks come from: a hash of (seed, step, layer, pass, row within the pass, unit), not a stream of random
 * numbers. A restored job then draws the very masks that the lost one would have drawn, and the mask of a row depends neither
 * on how many rows stand beside it nor on what was drawn before.
 *
 * <p>One counter is shared by all dropouts of a network. Not thread-safe.
 */
public final class DropoutCounter implements Serializable {
    private static final long serialVersionUID = 1L;

    /** 2^64 / golden ratio: consecutive counters land far apart before they are mixed. */
    private static final long STRIDE = 0x9E3779B97F4A7C15L;

    private static final int HASH_BITS = 24;

    private final long seed;
    private final int passes;
    private final double[] rates;
    private int stacked;
    private long step;

    /**
     * @param seed of the whole job
     * @param passes equal blocks of rows that each batch is stacked from
     */
    public DropoutCounter(long seed, int passes) {
        this(seed, passes, new double[0]);
    }

    /** @param rates of each pass, in place of the layers' own; empty for the layers' own */
    DropoutCounter(long seed, int passes, double[] rates) {
        if (passes < 1) {
            throw new IllegalArgumentException("passes must be >= 1 but was " + passes);
        }
        this.seed = seed;
        if (rates.length != 0 && rates.length != passes) {
            throw new IllegalArgumentException("rates must be one per pass, " + passes + ", but were " + rates.length);
        }
        this.passes = passes;
        this.stacked = passes;
        this.rates = rates.clone();
    }

    /** The step whose masks are drawn from now on. */
    public void step(long step) {
        this.step = step;
        stacked = passes;
    }

    /** As {@link #step}, for a step with only the first pass. */
    void plainStep(long step) {
        this.step = step;
        stacked = 1;
    }

    /** A seed for what draws from DL4J's own generator in this step. */
    long stepSeed() {
        return mix(mix(seed) + step * STRIDE);
    }

    /**
     * The mask of one stacked batch: 0 where a unit is dropped, 1 / retain where it is kept, so that the expectation stays.
     *
     * @param layer which dropout of the network, 0-based
     * @param retain probability of keeping a unit, 0 &lt; retain &lt;= 1; not read if passes have rates of their own
     * @param rows stacked rows, pass-major
     * @param units units per row
     * @param columnMajor true to write units as the slower dimension (DL4J's 'f' order)
     * @param mask [rows * units], float32, written
     */
    void fill(int layer, double retain, int rows, int units, boolean columnMajor, float[] mask) {
        int rowsPerPass = Math.max(1, rows / stacked);
        int rowStride = columnMajor ? 1 : units;
        int unitStride = columnMajor ? rows : 1;
        for (int row = 0; row < rows; row++) {
            int pass = row / rowsPerPass;
            double keep = rates.length == 0 ? retain : 1 - rates[pass];
            int threshold = (int) Math.round(keep * (1 << HASH_BITS));
            float kept = (float) (1 / keep);
            long hash = key(layer, pass) + (long) (row % rowsPerPass) * units * STRIDE;
            int to = row * rowStride;
            for (int unit = 0; unit < units; unit++) {
                hash += STRIDE;
                mask[to] = (int) (mix(hash) >>> (Long.SIZE - HASH_BITS)) < threshold ? kept : 0f;
                to += unitStride;
            }
        }
    }

    private long key(int layer, int pass) {
        return mix(stepSeed() + mix(((long) layer << Integer.SIZE) + pass + 1));
    }

    /** Spreads every input bit over all output bits (the 64-bit finaliser of SplitMix, Steele et al. 2014). */
    private static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
