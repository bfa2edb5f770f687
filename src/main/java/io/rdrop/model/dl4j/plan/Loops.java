package io.rdrop.model.dl4j.plan;

/** Element-wise loops, written so that the JIT makes vector instructions of them. */
final class Loops {
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
}
