package io.rdrop.learn.network;

/** Loops over float32 arrays from their beginning on, written so that the JIT makes vector instructions of them. */
final class Vectors {
    private static final int CHAINS = 8;
    /** Turns every normal positive number into one above 1. */
    private static final float HUGE = Float.MAX_VALUE;

    private Vectors() {}

    /** into += factor * values */
    static void add(float factor, float[] values, float[] into, int count) {
        for (int i = 0; i < count; i++) {
            into[i] += factor * values[i];
        }
    }

    /** into += factor1 * values1 + factor2 * values2 */
    static void add(float factor1, float[] values1, float factor2, float[] values2, float[] into, int count) {
        for (int i = 0; i < count; i++) {
            into[i] += factor1 * values1[i] + factor2 * values2[i];
        }
    }

    /**
     * into += factors * rows of a matrix, four rows in a loop: each loop has a beginning and an end that are no vector
     * instructions.
     *
     * @param which rows, the first {@code many}
     */
    static void add(float[] factors, float[][] rows, int[] which, int many, float[] into, int count) {
        int whole = many & ~3;
        for (int n = 0; n < whole; n += 4) {
            add(
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
            add(factors[n], rows[which[n]], into, count);
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

    /** into[n] = rows[which[n]] . values, four rows in a loop. */
    static void dots(float[][] rows, int[] which, int many, float[] values, float[] into, int count) {
        int whole = many & ~3;
        for (int n = 0; n < whole; n += 4) {
            dots(rows[which[n]], rows[which[n + 1]], rows[which[n + 2]], rows[which[n + 3]], values, into, n, count);
        }
        for (int n = whole; n < many; n++) {
            into[n] = dot(rows[which[n]], values, count);
        }
    }

    /** As fast as two chains a row: what it takes is loads. */
    private static void dots(
            float[] row0, float[] row1, float[] row2, float[] row3, float[] values, float[] into, int at, int count) {
        float sum0 = 0;
        float sum1 = 0;
        float sum2 = 0;
        float sum3 = 0;
        for (int i = 0; i < count; i++) {
            float value = values[i];
            sum0 += row0[i] * value;
            sum1 += row1[i] * value;
            sum2 += row2[i] * value;
            sum3 += row3[i] * value;
        }
        into[at] = sum0;
        into[at + 1] = sum1;
        into[at + 2] = sum2;
        into[at + 3] = sum3;
    }

    /**
     * Rows of a matrix += factors * values, four rows in a loop.
     *
     * @param which distinct rows, the first {@code many}
     */
    static void move(float[][] rows, int[] which, int many, float[] factors, float[] values, int count) {
        int whole = many & ~3;
        for (int n = 0; n < whole; n += 4) {
            move(
                    rows[which[n]],
                    factors[n],
                    rows[which[n + 1]],
                    factors[n + 1],
                    rows[which[n + 2]],
                    factors[n + 2],
                    rows[which[n + 3]],
                    factors[n + 3],
                    values,
                    count);
        }
        for (int n = whole; n < many; n++) {
            add(factors[n], values, rows[which[n]], count);
        }
    }

    private static void move(
            float[] row0,
            float f0,
            float[] row1,
            float f1,
            float[] row2,
            float f2,
            float[] row3,
            float f3,
            float[] values,
            int count) {
        for (int i = 0; i < count; i++) {
            float value = values[i];
            row0[i] += f0 * value;
            row1[i] += f1 * value;
            row2[i] += f2 * value;
            row3[i] += f3 * value;
        }
    }

    /** Rows of a matrix += factors1 * values1 + factors2 * values2, as {@link #move}; two rows in a loop. */
    static void move(
            float[][] rows,
            int[] which,
            int many,
            float[] factors1,
            float[] values1,
            float[] factors2,
            float[] values2,
            int count) {
        int whole = many & ~1;
        for (int n = 0; n < whole; n += 2) {
            move(
                    rows[which[n]],
                    factors1[n],
                    factors2[n],
                    rows[which[n + 1]],
                    factors1[n + 1],
                    factors2[n + 1],
                    values1,
                    values2,
                    count);
        }
        for (int n = whole; n < many; n++) {
            add(factors1[n], values1, factors2[n], values2, rows[which[n]], count);
        }
    }

    private static void move(
            float[] row0,
            float f0,
            float g0,
            float[] row1,
            float f1,
            float g1,
            float[] values1,
            float[] values2,
            int count) {
        for (int i = 0; i < count; i++) {
            float value1 = values1[i];
            float value2 = values2[i];
            row0[i] += f0 * value1 + g0 * value2;
            row1[i] += f1 * value1 + g1 * value2;
        }
    }

    /** into = factor * values */
    static void scale(float factor, float[] values, float[] into, int count) {
        for (int i = 0; i < count; i++) {
            into[i] = factor * values[i];
        }
    }

    /** into = one * two */
    static void multiply(float[] one, float[] two, float[] into, int count) {
        for (int i = 0; i < count; i++) {
            into[i] = one[i] * two[i];
        }
    }

    /**
     * into = 1 where a value is positive, else 0; without the branch that would keep it from being vector instructions.
     */
    static void positive(float[] values, float[] into, int count) {
        for (int i = 0; i < count; i++) {
            into[i] = Math.min(1f, Math.max(0f, values[i] * HUGE));
        }
    }

    /** Sum of products, in chains that need not wait for each other. */
    static float dot(float[] one, float[] two, int count) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        float s4 = 0;
        float s5 = 0;
        float s6 = 0;
        float s7 = 0;
        int whole = count - count % CHAINS;
        for (int i = 0; i < whole; i += CHAINS) {
            s0 += one[i] * two[i];
            s1 += one[i + 1] * two[i + 1];
            s2 += one[i + 2] * two[i + 2];
            s3 += one[i + 3] * two[i + 3];
            s4 += one[i + 4] * two[i + 4];
            s5 += one[i + 5] * two[i + 5];
            s6 += one[i + 6] * two[i + 6];
            s7 += one[i + 7] * two[i + 7];
        }
        for (int i = whole; i < count; i++) {
            s0 += one[i] * two[i];
        }
        return s0 + s1 + (s2 + s3) + (s4 + s5 + (s6 + s7));
    }

    /** Sum of values, in chains as {@link #dot}. */
    static float sum(float[] values, int count) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        int whole = count & ~3;
        for (int i = 0; i < whole; i += 4) {
            s0 += values[i];
            s1 += values[i + 1];
            s2 += values[i + 2];
            s3 += values[i + 3];
        }
        for (int i = whole; i < count; i++) {
            s0 += values[i];
        }
        return s0 + s1 + (s2 + s3);
    }
}
