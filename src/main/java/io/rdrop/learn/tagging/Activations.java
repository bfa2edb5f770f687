package io.rdrop.learn.tagging;

/**
 * The hyperbolic tangent and the logistic function by the continued fraction of the former (Lambert 1770), cut after
 * its seventh term: off by less than 1e-4, only products, sums and one quotient, which the JIT makes vector
 * instructions of, and the same bits everywhere.
 */
final class Activations {
    /** Beyond it the fraction is above 1. */
    private static final float MOST = 4.97f;

    private Activations() {}

    /** values = tanh(values) */
    static void tanh(float[] values, int from, int to) {
        for (int i = from; i < to; i++) {
            float x = Math.min(MOST, Math.max(-MOST, values[i]));
            float s = x * x;
            float quotient =
                    x * (135135f + s * (17325f + s * (378f + s))) / (135135f + s * (62370f + s * (3150f + s * 28f)));
            values[i] = Math.min(1f, Math.max(-1f, quotient));
        }
    }

    /** values = 1 / (1 + exp(-values)) = (1 + tanh(values / 2)) / 2 */
    static void logistic(float[] values, int from, int to) {
        for (int i = from; i < to; i++) {
            float x = Math.min(MOST, Math.max(-MOST, 0.5f * values[i]));
            float s = x * x;
            float quotient =
                    x * (135135f + s * (17325f + s * (378f + s))) / (135135f + s * (62370f + s * (3150f + s * 28f)));
            values[i] = 0.5f + 0.5f * Math.min(1f, Math.max(-1f, quotient));
        }
    }
}
