package io.rdrop.engine.dense;

/** Element-wise loops, written so that the JIT makes vector instructions of them. */
final class Loops {
    private static final int LANES = 8;

    /** Twice makes 1 or more of every difference but 0, the smallest one as well. */
    private static final float STEEP = 1e38f;

    private Loops() {}

    /** into[i] = values[from + i] * factors[at + i] */
    static void multiply(float[] values, int from, float[] factors, int at, float[] into, int count) {
        for (int i = 0; i < count; i++) {
            into[i] = values[from + i] * factors[at + i];
        }
    }

    /** values[i] *= factors[i] */
    static void scale(float[] values, float[] factors, int count) {
        for (int i = 0; i < count; i++) {
            values[i] *= factors[i];
        }
    }

    /** values[i] *= one[i] * two[i] */
    static void scale(float[] values, float[] one, float[] two, int count) {
        for (int i = 0; i < count; i++) {
            values[i] *= one[i] * two[i];
        }
    }

    /**
     * into += factors * rows of a matrix, four rows in a loop, whose beginning and end are no vector instructions.
     *
     * @param which rows, the first {@code many}
     */
    static void addRows(float[] factors, float[][] rows, int[] which, int many, float[] into, int count) {
        int whole = many & ~3;
        for (int n = 0; n < whole; n += 4) {
            addFour(
                    factors[n],
                    rows[which[n]],
                    factors[n + 1],
                    rows[which[n + 1]],
                    factors[n + 2],
                    rows[which[n + 2]],
                    factors[n + 3],
                    rows[which[n + 3]],
                    into,
                    count);
        }
        for (int n = whole; n < many; n++) {
            addOne(factors[n], rows[which[n]], into, count);
        }
    }

    private static void addFour(
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

    private static void addOne(float factor, float[] row, float[] into, int count) {
        for (int i = 0; i < count; i++) {
            into[i] += factor * row[i];
        }
    }

    /** Adds the blocks of a stack to its first one. */
    static void sumBlocks(float[] stack, int blocks, int count) {
        for (int block = 1; block < blocks; block++) {
            int from = block * count;
            for (int i = 0; i < count; i++) {
                stack[i] += stack[from + i];
            }
        }
    }

    /** Multiplies a stack by factors, then adds its blocks to the first one. */
    static void sumBlocks(float[] stack, float[] factors, int blocks, int count) {
        for (int i = 0; i < count; i++) {
            stack[i] *= factors[i];
        }
        for (int block = 1; block < blocks; block++) {
            int from = block * count;
            for (int i = 0; i < count; i++) {
                stack[i] += stack[from + i] * factors[from + i];
            }
        }
    }

    /**
     * The largest of four values, and which it is, the first of those that are equal.
     *
     * @param of four arrays of values
     * @param stride how far behind the first the third is; the second and the fourth are one behind those before them
     * @param largest where it goes
     * @param ahead where goes how far behind the first it is; 0 if any is NaN
     * @param to where in both the first of them goes
     */
    static void largest(float[][] of, int stride, float[] largest, float[] ahead, int to, int count) {
        largest(of[0], of[1], of[2], of[3], stride, count);
        System.arraycopy(of[0], 0, largest, to, count);
        System.arraycopy(of[1], 0, ahead, to, count);
    }

    /** As the other one, in place of the first and the second: of the same place in all arrays, or it is no vector. */
    private static void largest(float[] a, float[] b, float[] c, float[] d, float stride, int count) {
        for (int i = 0; i < count; i++) {
            float most = Math.max(Math.max(a[i], b[i]), Math.max(c[i], d[i]));
            float afterA = Math.min(1f, (most - a[i]) * STEEP * STEEP);
            float afterB = Math.min(1f, (most - b[i]) * STEEP * STEEP);
            float afterC = Math.min(1f, (most - c[i]) * STEEP * STEEP);
            a[i] = most;
            b[i] = afterA * (1 + afterB * (stride - 1 + afterC));
        }
    }

    /** Sum of some values, in an order that depends on their number only. */
    static float sum(float[] values, int from, int count) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        int end = from + count;
        int whole = end - count % 4;
        // Four chains of additions, as below.
        for (int i = from; i < whole; i += 4) {
            s0 += values[i];
            s1 += values[i + 1];
            s2 += values[i + 2];
            s3 += values[i + 3];
        }
        float rest = 0;
        for (int i = whole; i < end; i++) {
            rest += values[i];
        }
        return s0 + s1 + (s2 + s3) + rest;
    }

    /** Sum of squares in float64, in an order that depends on the count only. */
    static double squares(float[] values, int count) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int whole = count - count % LANES;
        // Four chains of additions: one would wait for each sum before it starts the next.
        for (int i = 0; i < whole; i += LANES) {
            s0 += (double) values[i] * values[i] + (double) values[i + 4] * values[i + 4];
            s1 += (double) values[i + 1] * values[i + 1] + (double) values[i + 5] * values[i + 5];
            s2 += (double) values[i + 2] * values[i + 2] + (double) values[i + 6] * values[i + 6];
            s3 += (double) values[i + 3] * values[i + 3] + (double) values[i + 7] * values[i + 7];
        }
        double rest = 0;
        for (int i = whole; i < count; i++) {
            rest += (double) values[i] * values[i];
        }
        return s0 + s1 + (s2 + s3) + rest;
    }
}
