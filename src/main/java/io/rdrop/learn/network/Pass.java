package io.rdrop.learn.network;

import io.rdrop.engine.DropoutCounter;

/** One way of a row behind the first layer: dropout, second layer, dropout. */
final class Pass {
    private final int units;
    private final boolean layerNorm;
    private final float[] mask;
    /** Of the first layer: d after / d before, and what is left after ReLU and dropout. */
    final float[] firstGate;

    final float[] first;
    /** The same of the active units only. */
    final float[] given;
    /** The same of the second layer, and what enters its ReLU. */
    private final float[] gate;

    final float[] second;
    private final float[] before;
    private float scale = 1;
    /** Of {@link #second}, and after {@link #backward} of what entered the second layer. */
    final float[] gradient;

    Pass(int units, boolean layerNorm) {
        this.units = units;
        this.layerNorm = layerNorm;
        mask = new float[units];
        firstGate = new float[units];
        first = new float[units];
        given = new float[units];
        gate = new float[units];
        second = new float[units];
        before = new float[units];
        gradient = new float[units];
    }

    /** Without dropout. */
    void forward(FirstLayer layer, Weights weights) {
        System.arraycopy(layer.open, 0, firstGate, 0, units);
        Vectors.multiply(firstGate, layer.before, first, units);
        through(layer, weights);
        Vectors.positive(before, gate, units);
        Vectors.multiply(gate, before, second, units);
    }

    /**
     * With dropout.
     *
     * @param pass which one of the masks
     */
    void forward(FirstLayer layer, Weights weights, DropoutCounter masks, double retain, int pass) {
        masks.fill(0, retain, pass, 1, units, mask, 0);
        Vectors.multiply(layer.open, mask, firstGate, units);
        Vectors.multiply(firstGate, layer.before, first, units);
        through(layer, weights);
        masks.fill(1, retain, pass, 1, units, mask, 0);
        Vectors.positive(before, gate, units);
        Vectors.multiply(gate, mask, gate, units);
        Vectors.multiply(gate, before, second, units);
    }

    private void through(FirstLayer layer, Weights weights) {
        System.arraycopy(weights.values[units], 0, before, 0, units);
        for (int n = 0; n < layer.activeCount; n++) {
            given[n] = first[layer.active[n]];
        }
        Vectors.add(given, weights.values, layer.active, layer.activeCount, before, units);
        if (layerNorm) {
            scale = Normalisation.forward(before, units);
        }
    }

    /** Turns the gradient of what leaves the second layer into that of what entered it. */
    void backward() {
        Vectors.multiply(gate, gradient, gradient, units);
        if (layerNorm) {
            Normalisation.backward(gradient, before, scale, units);
        }
    }
}
