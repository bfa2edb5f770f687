package io.rdrop.engine;

import io.rdrop.config.DropoutSampling;
import io.rdrop.config.RDropConfig;
import java.io.Serializable;

/**
 * Where dropout masks come from: a hash of (seed, step, layer, pass, row within the pass, unit), not a stream of random
 * numbers. A restored job then draws the very masks that the lost one would have drawn, and the mask of a row depends
 * neither on how many rows stand beside it nor on what was drawn before.
 *
 * <p>One 32-bit hash is for two units, in arithmetic that the JIT makes vector instructions of.
 *
 * <p>One counter is shared by all dropouts of a network. Not thread-safe.
 */
public final class DropoutCounter implements Serializable {
    private static final long serialVersionUID = 2L;

    /** 2^64 / golden ratio: consecutive counters land far apart before they are mixed. */
    private static final long STRIDE = 0x9E3779B97F4A7C15L;

    /** 2^32 / golden ratio. */
    private static final int SMALL_STRIDE = 0x9E3779B9;

    private static final int BITS = 16;

    /** Hashes at a time: they stay in the first-level cache. */
    private static final int BLOCK = 1024;

    private final long seed;
    private final int passes;
    private final double[] rates;
    private final boolean perBatch;
    private final int[] hashes = new int[BLOCK];
    private final float[] values = new float[2];
    private int stacked;
    private long step;

    /**
     * @param seed of the whole job
     * @param passes equal blocks of rows that each batch is stacked from
     */
    public DropoutCounter(long seed, int passes) {
        this(seed, passes, new double[0], DropoutSampling.PER_EXAMPLE);
    }

    /**
     * @param rates of each pass, in place of the layers' own; empty for the layers' own
     * @param sampling whether all rows of a pass have one mask
     */
    public DropoutCounter(long seed, int passes, double[] rates, DropoutSampling sampling) {
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
        this.perBatch = sampling == DropoutSampling.PER_BATCH;
    }

    /** The masks of a model. */
    public static DropoutCounter of(ModelSpec spec) {
        RDropConfig rDrop = spec.rDrop();
        double[] rates = rDrop.dropoutRates().stream().mapToDouble(rate -> rate).toArray();
        return new DropoutCounter(spec.seed(), rDrop.passes(), rates, rDrop.dropoutSampling());
    }

    /** The step whose masks are drawn from now on. */
    public void step(long step) {
        this.step = step;
        stacked = passes;
    }

    /** As {@link #step}, for a step with only the first pass. */
    public void plainStep(long step) {
        this.step = step;
        stacked = 1;
    }

    /** A seed for what an engine draws from a generator of its own in this step. */
    public long stepSeed() {
        return mix(mix(seed) + step * STRIDE);
    }

    /** Passes of a step at most. */
    public int passes() {
        return passes;
    }

    /** Whether all rows of a pass have one mask. */
    public boolean isPerBatch() {
        return perBatch;
    }

    /**
     * The mask of one stacked batch: 0 where a unit is dropped, 1 / retain where it is kept, so that the expectation
     * stays.
     *
     * @param layer which dropout of the network, 0-based
     * @param retain probability of keeping a unit, 0 &lt; retain &lt;= 1; not read if passes have rates of their own
     * @param rows stacked rows, pass-major
     * @param units units per row
     * @param mask [rows, units], float32, written
     */
    public void fill(int layer, double retain, int rows, int units, float[] mask) {
        int rowsPerPass = rows / stacked;
        for (int pass = 0; pass < stacked; pass++) {
            fill(layer, retain, pass, rowsPerPass, units, mask, pass * rowsPerPass * units);
        }
    }

    /** The mask of one pass alone, as {@link #fill(int, double, int, int, float[])}, from a position on, row-major. */
    public void fill(int layer, double retain, int pass, int rows, int units, float[] into, int from) {
        double keep = rates.length == 0 ? retain : 1 - rates[pass];
        values[1] = (float) (1 / keep);
        int threshold = Math.max(1, (int) Math.round(keep * (1 << BITS)));
        long key = mix(stepSeed() + mix(((long) layer << Integer.SIZE) + pass + 1));
        int count = perBatch ? units : rows * units;
        for (int first = 0; 2 * first < count; first += BLOCK) {
            int pairs = Math.min(BLOCK, (count + 1) / 2 - first);
            hash((int) key, (int) (key >>> Integer.SIZE), first, pairs);
            write(pairs, threshold, into, from + 2 * first, from + count);
        }
        for (int row = 1; perBatch && row < rows; row++) {
            System.arraycopy(into, from, into, from + row * units, units);
        }
    }

    /**
     * Spreads every bit of a counter over all bits: the rounds of Chris Wellons' lowbias32. The second half of the key
     * comes between the rounds, so that two sequences that overlap before the first are apart after it.
     */
    private void hash(int key, int key2, int first, int count) {
        int start = first * SMALL_STRIDE + key;
        for (int i = 0; i < count; i++) {
            int x = i * SMALL_STRIDE + start;
            x = (x ^ (x >>> 16)) * 0x7FEB352D + key2;
            x = (x ^ (x >>> 15)) * 0x846CA68B;
            hashes[i] = x ^ (x >>> 16);
        }
    }

    /** A half of a hash below the threshold keeps its unit; without branches, which no processor could predict. */
    private void write(int pairs, int threshold, float[] into, int from, int end) {
        int whole = Math.min(pairs, (end - from) / 2);
        int to = from;
        for (int i = 0; i < whole; i++) {
            int hash = hashes[i];
            into[to] = values[((hash >>> BITS) - threshold) >>> (Integer.SIZE - 1)];
            into[to + 1] = values[((hash & 0xFFFF) - threshold) >>> (Integer.SIZE - 1)];
            to += 2;
        }
        if (whole < pairs) {
            into[to] = values[((hashes[whole] >>> BITS) - threshold) >>> (Integer.SIZE - 1)];
        }
    }

    /** Spreads every input bit over all output bits (the 64-bit finaliser of SplitMix, Steele et al. 2014). */
    private static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
