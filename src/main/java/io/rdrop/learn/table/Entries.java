package io.rdrop.learn.table;

import java.util.Arrays;

/** Inputs of one kind that are not 0, of one row, in arrays that are used again. */
public final class Entries {
    private final int width;
    private int[] indices = new int[8];
    private float[] values = new float[8];
    private int count;

    /** @param width inputs of this kind */
    Entries(int width) {
        this.width = width;
    }

    /** Inputs of this kind. */
    public int width() {
        return width;
    }

    /** Those that are not 0. */
    public int count() {
        return count;
    }

    /** Which input an entry is, 0..width - 1. */
    public int index(int entry) {
        return indices[entry];
    }

    /** Its value. */
    public float value(int entry) {
        return values[entry];
    }

    void clear() {
        count = 0;
    }

    void add(int index, float value) {
        if (value == 0) {
            return;
        }
        if (count == indices.length) {
            indices = Arrays.copyOf(indices, 2 * count);
            values = Arrays.copyOf(values, 2 * count);
        }
        indices[count] = index;
        values[count] = value;
        count++;
    }
}
