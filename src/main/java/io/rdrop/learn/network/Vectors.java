package io.rdrop.learn.network;

/** Loops over float32 arrays, written so that the JIT makes vector instructions of them. */
final class Vectors {
    private Vectors() {}

    /** into += factor * row, a row being [from, from + count). */
    static void add(float factor, float[] rows, int from, float[] into, int count) {
        for (int i = 0; i < count; i++) {
            into[i] += factor * rows[from + i];
        }
    }

    /** into += sum of factor * row for two rows. */
    static void add(float factor1, int from1, float factor2, int from2, float[] rows, float[] into, int count) {
        for (int i = 0; i < count; i++) {
            into[i] += factor1 * rows[from1 + i] + factor2 * rows[from2 + i];
        }
    }

    /** into = factor * values */
    static void scale(float factor, float[] values, float[] into, int count) {
        for (int i = 0; i < count; i++) {
            into[i] = factor * values[i];
        }
    }

    /** into *= values */
    static void multiply(float[] values, float[] into, int count) {
        for (int i = 0; i < count; i++) {
            into[i] *= values[i];
        }
    }

    /** Sum of products of a row and other values, in four chains: one would wait for each sum before it starts the next. */
    static float dot(float[] rows, int from, float[] values, int count) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        int whole = count & ~3;
        for (int i = 0; i < whole; i += 4) {
            s0 += rows[from + i] * values[i];
            s1 += rows[from + i + 1] * values[i + 1];
            s2 += rows[from + i + 2] * values[i + 2];
            s3 += rows[from + i + 3] * values[i + 3];
        }
        for (int i = whole; i < count; i++) {
            s0 += rows[from + i] * values[i];
        }
        return s0 + s1 + (s2 + s3);
    }

    /** Sum of values. */
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
