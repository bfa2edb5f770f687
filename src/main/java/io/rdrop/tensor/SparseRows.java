package io.rdrop.tensor;

import io.rdrop.Public;
import java.util.Arrays;

/** Rows of which most numbers are 0: only the others are kept, as (column, value). Reusable. float32. */
@Public
public final class SparseRows {
    private final int width;
    private int rows;
    private int[] ends = new int[16];
    private int[] columns = new int[256];
    private float[] values = new float[256];
    private int entries;

    /** @param width numbers per row */
    public SparseRows(int width) {
        this.width = width;
    }

    /** Numbers per row, those that are 0 included. */
    public int width() {
        return width;
    }

    /** Finished rows. */
    public int rows() {
        return rows;
    }

    /** Entries of all rows. */
    public int entries() {
        return entries;
    }

    /** The first entry of a row; that of the row after the last one is {@link #entries()}. */
    public int start(int row) {
        return row == 0 ? 0 : ends[row - 1];
    }

    /** Which number of its row an entry is. */
    public int column(int entry) {
        return columns[entry];
    }

    public float value(int entry) {
        return values[entry];
    }

    /** Forgets all rows. */
    public void clear() {
        rows = 0;
        entries = 0;
    }

    /** Adds an entry to the row at hand, which has none in this 0-based column yet. */
    public void add(int column, float value) {
        if (column < 0 || column >= width) {
            throw new IllegalArgumentException("column must be within 0.." + (width - 1) + " but was " + column);
        }
        if (entries == columns.length) {
            columns = Arrays.copyOf(columns, 2 * entries);
            values = Arrays.copyOf(values, 2 * entries);
        }
        columns[entries] = column;
        values[entries] = value;
        entries++;
    }

    /** Replaces the value of an entry. */
    public void value(int entry, float value) {
        values[entry] = value;
    }

    /** Finishes the row at hand. */
    public void endRow() {
        if (rows == ends.length) {
            ends = Arrays.copyOf(ends, 2 * rows);
        }
        ends[rows++] = entries;
    }

    /** Adds rows that are given whole, [count, width] row-major. */
    public void addRows(float[] dense, int count) {
        for (int row = 0; row < count; row++) {
            for (int column = 0; column < width; column++) {
                float value = dense[row * width + column];
                if (value != 0) {
                    add(column, value);
                }
            }
            endRow();
        }
    }

    /** Becomes a copy. */
    public void set(SparseRows other) {
        if (other.width != width) {
            throw new IllegalArgumentException("rows must be " + width + " wide but were " + other.width);
        }
        rows = other.rows;
        entries = other.entries;
        if (columns.length < entries) {
            columns = new int[other.columns.length];
            values = new float[other.columns.length];
        }
        if (ends.length < rows) {
            ends = new int[other.ends.length];
        }
        System.arraycopy(other.columns, 0, columns, 0, entries);
        System.arraycopy(other.values, 0, values, 0, entries);
        System.arraycopy(other.ends, 0, ends, 0, rows);
    }

    /** Whether the rows are the same, entry by entry and in the same order. */
    public boolean isSame(SparseRows other) {
        return width == other.width
                && Arrays.equals(ends, 0, rows, other.ends, 0, other.rows)
                && Arrays.equals(columns, 0, entries, other.columns, 0, other.entries)
                && Arrays.equals(values, 0, entries, other.values, 0, other.entries);
    }

    /** Overwrites [rows, width], row-major, with all numbers, zeros included. */
    public void toDense(float[] into) {
        Arrays.fill(into, 0, Math.multiplyExact(rows, width), 0);
        for (int row = 0; row < rows; row++) {
            for (int entry = start(row); entry < start(row + 1); entry++) {
                into[row * width + columns[entry]] = values[entry];
            }
        }
    }
}
