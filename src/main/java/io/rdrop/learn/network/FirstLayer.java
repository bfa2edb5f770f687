package io.rdrop.learn.network;

/** What the first weights make of a row, which all its passes share; and its gradient, which they add up. */
final class FirstLayer {
    private final int units;
    private final boolean layerNorm;
    /** What enters the ReLU. */
    final float[] before;
    /** 1 where the ReLU lets it through, else 0. */
    final float[] open;
    /** Units where it does so. */
    final int[] active;

    int activeCount;
    private float scale = 1;

    FirstLayer(int units, boolean layerNorm) {
        this.units = units;
        this.layerNorm = layerNorm;
        before = new float[units];
        open = new float[units];
        active = new int[units];
    }

    /**
     * Computes the layer.
     *
     * @param inputs how many are not 0
     * @param indices which rows of the weights they meet
     * @param bias the row of the bias
     */
    void forward(Weights weights, int inputs, int[] indices, float[] values, int bias) {
        System.arraycopy(weights.values[bias], 0, before, 0, units);
        Vectors.add(values, weights.values, indices, inputs, before, units);
        if (layerNorm) {
            scale = Normalisation.forward(before, units);
        }
        Vectors.positive(before, open, units);
        int count = 0;
        for (int i = 0; i < units; i++) {
            active[count] = i;
            count += (int) open[i];
        }
        activeCount = count;
    }

    /** Turns the gradient of {@link #before} into that of what the weights gave. */
    void backward(float[] gradient) {
        if (layerNorm) {
            Normalisation.backward(gradient, before, scale, units);
        }
    }
}
