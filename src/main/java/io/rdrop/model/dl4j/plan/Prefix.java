package io.rdrop.model.dl4j.plan;

import java.nio.FloatBuffer;
import java.util.List;

/**
 * The layers before the first dropout. Their outputs are the same in every pass and in a prediction, so they are computed once
 * and kept until the rows or the parameters are others.
 */
final class Prefix {
    private final List<LayerSpace> layers;
    private final int length;
    private int rows;

    Prefix(List<LayerSpace> layers) {
        this.layers = layers;
        int first = 0;
        while (first < layers.size() && layers.get(first).layer.dropout() == null) {
            first++;
        }
        this.length = first;
    }

    /** Layers in it; all of them if nothing drops. */
    int length() {
        return length;
    }

    /** Its outputs are not those of the parameters any more. */
    void forget() {
        rows = 0;
    }

    /** Whether its outputs are those of these rows. */
    boolean holds(float[] inputs, int count) {
        return length > 0
                && rows == count
                && layers.get(0).inputs().startsWith(FloatBuffer.wrap(inputs, 0, count * width()));
    }

    /** Computes the outputs of the first layers, unless they are there. There must be room for the rows. */
    void forward(float[] inputs, int count) {
        if (length == 0 || holds(inputs, count)) {
            return;
        }
        layers.get(0).inputs().put(0, inputs, 0, count * width());
        for (int i = 0; i < length; i++) {
            LayerSpace layer = layers.get(i);
            if (i > 0) {
                layer.inputs().put(0, layers.get(i - 1).outputs, 0, count * layer.layer.inputs());
            }
            layer.forward(count, i < layers.size() - 1);
        }
        rows = count;
    }

    private int width() {
        return layers.get(0).layer.inputs();
    }
}
