package io.rdrop.model.dl4j.plan;

import java.util.Arrays;

/**
 * Units that a pass keeps, in ascending order; or all of them. Some that it drops are among them, and count as 0: BLAS multiplies
 * matrices whose sides are multiples of what its kernels are made for faster than slightly smaller ones.
 */
final class Kept {
    /** Rows or columns that the widest kernels of OpenBLAS take at a time, in float32. */
    private static final int KERNEL = 16;

    private final int[] units;
    private final float[] factors;
    private int count;

    /** @param width units that there are */
    Kept(int width) {
        units = new int[width];
        factors = new float[width];
    }

    /** All units. */
    void all() {
        count = units.length;
        for (int i = 0; i < count; i++) {
            units[i] = i;
            factors[i] = 1;
        }
    }

    /**
     * Units whose mask is not 0.
     *
     * @param masks its values from there on, as many as there are units
     */
    void of(float[] masks, int from) {
        System.arraycopy(masks, from, factors, 0, units.length);
        keep();
    }

    /** Units that any of the first passes keeps, those included that fill them up. */
    void ofAny(CompactPass[] passes, int of) {
        Arrays.fill(factors, 0);
        for (int pass = 0; pass < of; pass++) {
            Kept in = passes[pass].in;
            for (int i = 0; i < in.count; i++) {
                factors[in.units[i]] = 1;
            }
        }
        keep();
    }

    /** From one factor per unit to one per unit that is kept. */
    private void keep() {
        int kept = 0;
        for (int unit = 0; unit < units.length; unit++) {
            kept += factors[unit] > 0 ? 1 : 0;
        }
        int more = Math.min(units.length, (kept + KERNEL - 1) / KERNEL * KERNEL) - kept;
        count = 0;
        for (int unit = 0; unit < units.length; unit++) {
            // Written in any case, counted if kept: no branch that cannot be predicted.
            float factor = factors[unit];
            units[count] = unit;
            factors[count] = factor;
            int isKept = factor > 0 ? 1 : 0;
            int fills = (1 - isKept) & (more > 0 ? 1 : 0);
            more -= fills;
            count += isKept + fills;
        }
    }

    /** into[at + i] = values[at + i] * mask of unit(i), which is 0 where a unit only fills up */
    void scale(float[] values, float[] into, int at) {
        float[] by = factors;
        for (int i = 0; i < count; i++) {
            into[at + i] = values[at + i] * by[i];
        }
    }

    int count() {
        return count;
    }

    /** The first place from {@code begin} on whose unit is not below {@code end}. */
    int next(int begin, int end) {
        int place = begin;
        while (place < count && units[place] < end) {
            place++;
        }
        return place;
    }

    int unit(int i) {
        return units[i];
    }

    /** into[to + i] = values[from + unit(i)] */
    void gather(float[] values, int from, float[] into, int to) {
        if (count == units.length) {
            System.arraycopy(values, from, into, to, count);
            return;
        }
        int[] of = units;
        for (int i = 0; i < count; i++) {
            into[to + i] = values[from + of[i]];
        }
    }

    /** into[to + unit(i)] += values[from + i] */
    void scatterAdd(float[] values, int from, float[] into, int to) {
        if (count == units.length) {
            for (int i = 0; i < count; i++) {
                into[to + i] += values[from + i];
            }
            return;
        }
        int[] of = units;
        for (int i = 0; i < count; i++) {
            into[to + of[i]] += values[from + i];
        }
    }
}
