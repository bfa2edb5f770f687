package io.rdrop.learn.tagging;

import java.util.Arrays;

/**
 * Products of float32 matrices, each an array of rows, written so that the JIT makes vector instructions of the inner
 * loops: these run over whole arrays from their beginning on, four rows at a time. A number depends on the order of its
 * own sum alone, so that it is the same on every machine.
 */
final class Products {
    private static final float[] NONE = {};

    private Products() {}

    /** into[i] += sum over j of a[i][j] b[j], of rows of so many columns. */
    static void add(
            float[][] a,
            int aFrom,
            int rows,
            int inner,
            float[][] b,
            int bFrom,
            float[][] into,
            int intoFrom,
            int columns) {
        int whole = inner & ~3;
        for (int i = 0; i < rows; i++) {
            float[] factors = a[aFrom + i];
            float[] row = into[intoFrom + i];
            for (int j = 0; j < whole; j += 4) {
                int at = bFrom + j;
                add(
                        factors[j],
                        b[at],
                        factors[j + 1],
                        b[at + 1],
                        factors[j + 2],
                        b[at + 2],
                        factors[j + 3],
                        b[at + 3],
                        row,
                        columns);
            }
            for (int j = whole; j < inner; j++) {
                add(factors[j], b[bFrom + j], row, columns);
            }
        }
    }

    /** into[i] += sum over j of a[j][i] b[j]: as {@link #add}, of the transpose of a. */
    static void addTransposed(
            float[][] a, int aFrom, int rows, int inner, float[][] b, int bFrom, float[][] into, int columns) {
        int whole = inner & ~3;
        for (int i = 0; i < rows; i++) {
            float[] row = into[i];
            for (int j = 0; j < whole; j += 4) {
                int from = aFrom + j;
                int at = bFrom + j;
                add(
                        a[from][i],
                        b[at],
                        a[from + 1][i],
                        b[at + 1],
                        a[from + 2][i],
                        b[at + 2],
                        a[from + 3][i],
                        b[at + 3],
                        row,
                        columns);
            }
            for (int j = whole; j < inner; j++) {
                add(a[aFrom + j][i], b[bFrom + j], row, columns);
            }
        }
    }

    private static void add(
            float f0,
            float[] row0,
            float f1,
            float[] row1,
            float f2,
            float[] row2,
            float f3,
            float[] row3,
            float[] into,
            int count) {
        for (int i = 0; i < count; i++) {
            into[i] += f0 * row0[i] + f1 * row1[i] + (f2 * row2[i] + f3 * row3[i]);
        }
    }

    /** into += factor * values */
    static void add(float factor, float[] values, float[] into, int count) {
        for (int i = 0; i < count; i++) {
            into[i] += factor * values[i];
        }
    }

    /** into *= values, whose first stands at {@code from}. */
    static void multiply(float[] into, float[] values, int from, int count) {
        for (int i = 0; i < count; i++) {
            into[i] *= values[from + i];
        }
    }

    /** At least so many rows, each at least so wide; what was in them is not kept. */
    static float[][] room(float[][] rows, int count, int width) {
        if (rows.length >= count) {
            return rows;
        }
        float[][] more = new float[Math.max(count, 2 * rows.length)][];
        Arrays.fill(more, NONE);
        for (int i = 0; i < more.length; i++) {
            more[i] = i < rows.length ? rows[i] : new float[width];
        }
        return more;
    }

    /** The first rows are 0 then. */
    static void clear(float[][] rows, int count) {
        for (int i = 0; i < count; i++) {
            Arrays.fill(rows[i], 0);
        }
    }
}
