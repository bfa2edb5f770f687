package io.rdrop.engine.dense;

/** A layer and the memory of its rows, which grows with the largest batch. */
final class LayerSpace extends LayerRows {
    /** [rows, inputs]: what the inputs are multiplied by; only of a layer with dropout. */
    float[] mask = {};

    private int capacity;

    LayerSpace(PlannedLayer layer) {
        super(layer);
    }

    /** Makes room; true if there was less, so that what was there is lost. */
    boolean ensure(int rows) {
        if (rows <= capacity) {
            return false;
        }
        room(rows);
        capacity = rows;
        mask = layer.dropout() == null ? mask : new float[Math.multiplyExact(rows, layer.inputs())];
        return true;
    }

    /** Outputs of the first rows from {@link #inputs()}, with slopes unless it is the last layer. */
    void forward(int rows, boolean isHidden) {
        int count = rows * layer.units();
        NativeFloats z = sums();
        NativeFloats bias = layer.bias();
        if (bias != null) {
            // The product is added to the biases, which costs less than a loop over short rows.
            bias.get(0, outputs, 0, layer.units());
            tile(outputs, layer.units(), count);
            z.put(0, outputs, 0, count);
        }
        Blas.forward(
                inputs().pointer(),
                layer.weights().pointer(),
                z.pointer(),
                rows,
                layer.inputs(),
                layer.units(),
                bias != null);
        z.get(0, outputs, 0, count);
        if (isHidden) {
            layer.activation().apply(outputs, count, slopes);
        }
    }

    /** The gradient of weights and biases from {@link #sums()}, which hold that of the sums. */
    void gradients(int rows, NativeFloats ones) {
        Blas.weights(
                sums().pointer(),
                inputs().pointer(),
                layer.weightGradient().pointer(),
                rows,
                layer.inputs(),
                layer.units());
        NativeFloats ofBias = layer.biasGradient();
        if (ofBias != null) {
            Blas.biases(sums().pointer(), ones.pointer(), ofBias.pointer(), rows, layer.units());
        }
    }

    /** The gradient of the inputs, after dropout, from {@link #sums()}. */
    void inputGradient(int rows, NativeFloats room, float[] into) {
        Blas.backward(sums().pointer(), layer.weights().pointer(), room.pointer(), rows, layer.inputs(), layer.units());
        room.get(0, into, 0, rows * layer.inputs());
    }
}
