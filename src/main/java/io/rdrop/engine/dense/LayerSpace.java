package io.rdrop.engine.dense;

import org.jspecify.annotations.Nullable;

/** A layer and the memory that its rows need, kept from step to step; grows with the largest batch. Owns the native part. */
final class LayerSpace implements AutoCloseable {
    final PlannedLayer layer;

    /** [rows, units]: outputs after the activation; of the last layer before it. */
    float[] outputs = {};

    /** [rows, units]: derivatives of the activation. */
    float[] slopes = {};

    /** [rows, inputs]: what the inputs are multiplied by; only of a layer with dropout. */
    float[] mask = {};

    private @Nullable NativeFloats inputs;
    private @Nullable NativeFloats sums;
    private int capacity;

    LayerSpace(PlannedLayer layer) {
        this.layer = layer;
    }

    /**
     * Makes room.
     *
     * @return whether there was less, so that what was there is lost
     */
    boolean ensure(int rows) {
        if (rows <= capacity) {
            return false;
        }
        close();
        capacity = rows;
        outputs = new float[Math.multiplyExact(rows, layer.units())];
        slopes = new float[outputs.length];
        int width = Math.multiplyExact(rows, layer.inputs());
        mask = layer.dropout() == null ? mask : new float[width];
        inputs = NativeFloats.allocate(width);
        sums = NativeFloats.allocate(outputs.length);
        return true;
    }

    /** [rows, inputs]: what goes into the product, after dropout. */
    NativeFloats inputs() {
        return open(inputs);
    }

    /** [rows, units]: sums on the way forward, their gradients on the way back. */
    NativeFloats sums() {
        return open(sums);
    }

    static NativeFloats open(@Nullable NativeFloats memory) {
        if (memory == null) {
            throw new IllegalStateException("no room was made for rows");
        }
        return memory;
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

    /** Repeats the first values until there are so many. */
    static void tile(float[] values, int width, int count) {
        for (int done = width; done < count; done *= 2) {
            System.arraycopy(values, 0, values, done, Math.min(done, count - done));
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

    @Override
    public void close() {
        if (inputs != null) {
            inputs.close();
        }
        if (sums != null) {
            sums.close();
        }
        inputs = null;
        sums = null;
        capacity = 0;
    }
}
