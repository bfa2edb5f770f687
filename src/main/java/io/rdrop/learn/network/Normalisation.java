package io.rdrop.learn.network;

import io.rdrop.graph.Formula;
import io.rdrop.graph.Value;

/**
 * Layer normalisation without gain (Ba et al. 2016): y = (x - mean) / s, s^2 = variance + 1e-5, over the units of a
 * layer. Its gradient is
 *
 * <pre>
 *   dx = (dy - mean(dy) - y mean(dy y)) / s
 * </pre>
 */
final class Normalisation {
    private static final float EPSILON = 1e-5f;

    private Normalisation() {}

    /** Normalises in place; returns 1 / s. */
    static float forward(float[] values, int count) {
        float mean = Vectors.sum(values, count) / count;
        for (int i = 0; i < count; i++) {
            values[i] -= mean;
        }
        float scale = (float) (1 / Math.sqrt(Vectors.dot(values, values, count) / count + EPSILON));
        for (int i = 0; i < count; i++) {
            values[i] *= scale;
        }
        return scale;
    }

    /** The same in a graph, over the last axis. */
    static Value forward(Formula formula, Value values) {
        Value centred = formula.minus(values, formula.mean(values));
        Value variance = formula.mean(formula.times(centred, centred));
        Value deviation = formula.graph()
                .op("Sqrt", formula.plus(variance, formula.graph().scalar(EPSILON)));
        return formula.over(centred, deviation);
    }

    /**
     * Replaces dy by dx.
     *
     * @param normalised y
     * @param scale 1 / s
     */
    static void backward(float[] gradient, float[] normalised, float scale, int count) {
        float mean = Vectors.sum(gradient, count) / count;
        float along = Vectors.dot(gradient, normalised, count) / count;
        for (int i = 0; i < count; i++) {
            gradient[i] = scale * (gradient[i] - mean - along * normalised[i]);
        }
    }
}
