package io.rdrop.engine.dense;

import org.jspecify.annotations.Nullable;

/** The memory that the rows of a layer need, kept from step to step. Owns the native part. */
abstract class LayerRows implements AutoCloseable {
    final PlannedLayer layer;

    /** [rows, outputs]: after the activation; of the last layer before it. */
    float[] outputs = {};

    /** [rows, outputs]: derivatives of the activation. */
    float[] slopes = {};

    private @Nullable NativeFloats inputs;
    private @Nullable NativeFloats sums;

    LayerRows(PlannedLayer layer) {
        this.layer = layer;
    }

    /** Makes room; what was there is lost. */
    void room(int rows) {
        closeRows();
        outputs = new float[Math.multiplyExact(rows, layer.units())];
        slopes = new float[outputs.length];
        inputs = NativeFloats.allocate(Math.multiplyExact(rows, layer.inputs()));
        sums = NativeFloats.allocate(outputs.length);
    }

    /** [rows, inputs]: what goes into the product, after dropout. */
    NativeFloats inputs() {
        return open(inputs);
    }

    /** [rows, outputs]: sums on the way forward, their gradients on the way back. */
    NativeFloats sums() {
        return open(sums);
    }

    static NativeFloats open(@Nullable NativeFloats memory) {
        if (memory == null) {
            throw new IllegalStateException("no room was made for rows");
        }
        return memory;
    }

    /** Repeats the first values until there are so many. */
    static void tile(float[] values, int width, int count) {
        for (int done = width; done < count; done *= 2) {
            System.arraycopy(values, 0, values, done, Math.min(done, count - done));
        }
    }

    private void closeRows() {
        if (inputs != null && sums != null) {
            inputs.close();
            sums.close();
        }
        inputs = null;
        sums = null;
    }

    @Override
    public void close() {
        closeRows();
    }
}
