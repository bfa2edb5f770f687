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

    /** into = factor * values */
    static void scale(float factor, float[] values, float[] into, int count) {
        for (int i = 0; i < count; i++) {
            into[i] = factor * values[i];
        }
    }

    /** into = factor1 * values1 + factor2 * values2 */
    static void combine(float factor1, float[] values1, float factor2, float[] values2, float[] into, int count) {
        for (int i = 0; i < count; i++) {
            into[i] = factor1 * values1[i] + factor2 * values2[i];
        }
    }

    /** into = one * two */
    static void multiply(float[] one, float[] two, float[] into, int count) {
        for (int i = 0; i < count; i++) {
            into[i] = one[i] * two[i];
        }
    }

    /** into = 1 where a value is positive, else 0; without the branch that would keep it from being vector instructions. */
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
