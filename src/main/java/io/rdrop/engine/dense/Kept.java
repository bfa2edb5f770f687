package io.rdrop.engine.dense;

/** Units that a pass keeps, in ascending order; or all of them. */
final class Kept {
    private final int[] units;
    private int count;

    /** @param width units that there are */
    Kept(int width) {
        units = new int[width];
    }

    /** All units. */
    void keepAll() {
        count = units.length;
        for (int i = 0; i < count; i++) {
            units[i] = i;
        }
    }

    /** Units that the mask of any pass keeps; the masks follow each other, each as wide as there are units. */
    void keepWhereAny(float[] masks, int passes) {
        count = 0;
        for (int unit = 0; unit < units.length; unit++) {
            float sum = 0;
            for (int pass = 0; pass < passes; pass++) {
                sum += masks[pass * units.length + unit];
            }
            // Written in any case, counted if kept: no branch that cannot be predicted.
            units[count] = unit;
            count += sum > 0 ? 1 : 0;
        }
    }

    /** As {@link #keepWhereAny}, of the one mask that begins there. */
    void keepWhere(float[] masks, int from) {
        count = 0;
        for (int unit = 0; unit < units.length; unit++) {
            units[count] = unit;
            count += masks[from + unit] > 0 ? 1 : 0;
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
