package io.rdrop.learn.network;

import io.rdrop.engine.DropoutCounter;

/** One way of a row through the hidden layers, behind what the first weights made of it. */
final class Pass {
    private final boolean layerNorm;
    private final float[] mask;
    final Activations one;
    final Activations two;

    Pass(int units, boolean layerNorm) {
        this.layerNorm = layerNorm;
        mask = new float[units];
        one = new Activations(units);
        two = new Activations(units);
    }

    /** Without dropout. */
    void forward(float[] before, Weights second) {
        one.rectify(before);
        through(second);
        two.rectify(two.before);
    }

    /**
     * With dropout.
     *
     * @param pass which one of the masks
     */
    void forward(float[] before, Weights second, DropoutCounter masks, double retain, int pass) {
        masks.fill(0, retain, pass, 1, one.units, mask, 0);
        one.rectify(before, mask);
        through(second);
        masks.fill(1, retain, pass, 1, two.units, mask, 0);
        two.rectify(two.before, mask);
    }

    private void through(Weights second) {
        int units = two.units;
        System.arraycopy(second.values, units * units, two.before, 0, units);
        int[] active = one.active;
        int even = one.activeCount & ~1;
        for (int n = 0; n < even; n += 2) {
            int i = active[n];
            int j = active[n + 1];
            Vectors.add(one.after[i], i * units, one.after[j], j * units, second.values, two.before, units);
        }
        if (even < one.activeCount) {
            int i = active[even];
            Vectors.add(one.after[i], second.values, i * units, two.before, units);
        }
        if (layerNorm) {
            two.scale = Normalisation.forward(two.before, units);
        }
    }

    /** Turns the gradient of what leaves the second layer into that of what enters it. */
    void backward() {
        Vectors.multiply(two.gate, two.gradient, two.units);
        if (layerNorm) {
            Normalisation.backward(two.gradient, two.before, two.scale, two.units);
        }
    }
}
