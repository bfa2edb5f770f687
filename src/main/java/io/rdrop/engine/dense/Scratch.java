package io.rdrop.engine.dense;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Memory that the layers use one after the other. Owns the native part. */
final class Scratch implements AutoCloseable {
    private final int widest;

    /** [rows, the widest layer]: values on their way into native memory. */
    float[] values = {};

    private @Nullable NativeFloats nativeValues;
    private @Nullable NativeFloats ones;
    private int capacity;

    Scratch(List<PlannedLayer> layers) {
        this.widest = layers.stream()
                .mapToInt(layer -> Math.max(layer.inputs(), layer.units()))
                .max()
                .orElseThrow();
    }

    void ensure(int rows) {
        if (rows <= capacity) {
            return;
        }
        close();
        capacity = rows;
        values = new float[Math.multiplyExact(rows, widest)];
        nativeValues = NativeFloats.allocate(values.length);
        Arrays.fill(values, 1);
        ones = NativeFloats.allocate(rows);
        ones.put(0, values, 0, rows);
    }

    /** As {@link #values}, outside the heap. */
    NativeFloats nativeValues() {
        return LayerRows.open(nativeValues);
    }

    /** [rows] 1 */
    NativeFloats ones() {
        return LayerRows.open(ones);
    }

    @Override
    public void close() {
        if (nativeValues != null) {
            nativeValues.close();
        }
        if (ones != null) {
            ones.close();
        }
        nativeValues = null;
        ones = null;
        capacity = 0;
    }
}
