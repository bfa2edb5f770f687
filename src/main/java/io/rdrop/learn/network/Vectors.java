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

    private static void dots(
            float[] row0, float[] row1, float[] row2, float[] row3, float[] values, float[] into, int at, int count) {
        float even0 = 0;
        float even1 = 0;
        float even2 = 0;
        float even3 = 0;
        float odd0 = 0;
        float odd1 = 0;
        float odd2 = 0;
        float odd3 = 0;
        int whole = count & ~1;
        for (int i = 0; i < whole; i += 2) {
            float even = values[i];
            float odd = values[i + 1];
            even0 += row0[i] * even;
            even1 += row1[i] * even;
            even2 += row2[i] * even;
            even3 += row3[i] * even;
            odd0 += row0[i + 1] * odd;
            odd1 += row1[i + 1] * odd;
            odd2 += row2[i + 1] * odd;
            odd3 += row3[i + 1] * odd;
        }
        if (whole < count) {
            float last = values[whole];
            even0 += row0[whole] * last;
            even1 += row1[whole] * last;
            even2 += row2[whole] * last;
            even3 += row3[whole] * last;
        }
        into[at] = even0 + odd0;
        into[at + 1] = even1 + odd1;
        into[at + 2] = even2 + odd2;
        into[at + 3] = even3 + odd3;
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
