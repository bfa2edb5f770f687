package io.rdrop.engine.dense;

import java.nio.FloatBuffer;
import java.util.List;

/** The layers before the first dropout, whose outputs are the same in every pass and in a prediction: computed once. */
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
        forwardAllButLast(inputs, count);
        layers.get(length - 1).forward(count, length < layers.size());
        rows = count;
    }

    /** Computes what goes into its last layer; it must have one. It does not hold any rows afterwards. */
    void forwardAllButLast(float[] inputs, int count) {
        forget();
        layers.get(0).inputs().put(0, inputs, 0, count * width());
        for (int i = 0; i < length - 1; i++) {
            layers.get(i).forward(count, true);
            LayerSpace next = layers.get(i + 1);
            next.inputs().put(0, layers.get(i).outputs, 0, count * next.layer.inputs());
        }
    }

    private int width() {
        return layers.get(0).layer.inputs();
    }
}
