package io.rdrop.engine.dense;

import java.util.Arrays;

/**
 * Moves what passes keep of a layer's weights out of them, and what they make of their gradients back together: some
 * rows at a time, so that each value comes from memory once.
 */
final class CompactWeights {
    private static final int BLOCK = 8192;

    private final int inputs;
    private final int units;
    private final int rowsAtATime;
    private final float[] whole;
    private final float[] part;

    CompactWeights(PlannedLayer layer) {
        this.inputs = layer.inputs();
        this.units = layer.units();
        this.rowsAtATime = Math.max(1, Math.min(units, BLOCK / inputs));
        this.whole = new float[rowsAtATime * inputs];
        this.part = new float[whole.length];
    }

    /** Copies what each of so many passes keeps of weights [units, inputs] into its own. */
    void gather(NativeFloats from, CompactPass[] passes, int count) {
        for (int pass = 0; pass < count; pass++) {
            passes[pass].cursor = 0;
        }
        for (int first = 0; first < units; first += rowsAtATime) {
            int rows = Math.min(rowsAtATime, units - first);
            from.get(first * inputs, whole, 0, rows * inputs);
            for (int pass = 0; pass < count; pass++) {
                CompactPass into = passes[pass];
                int begin = into.cursor;
                int end = into.out.next(begin, first + rows);
                int width = into.in.count();
                for (int k = begin; k < end; k++) {
                    into.in.gather(whole, (into.out.unit(k) - first) * inputs, part, (k - begin) * width);
                }
                into.weights().put(begin * width, part, 0, (end - begin) * width);
                into.cursor = end;
            }
        }
    }

    /** Adds what each pass made of its own, where its weights were, to [units, inputs]; 0 where no pass keeps any. */
    void scatter(CompactPass[] passes, int count, NativeFloats into) {
        for (int pass = 0; pass < count; pass++) {
            passes[pass].cursor = 0;
        }
        for (int first = 0; first < units; first += rowsAtATime) {
            int rows = Math.min(rowsAtATime, units - first);
            Arrays.fill(whole, 0, rows * inputs, 0);
            for (int pass = 0; pass < count; pass++) {
                CompactPass from = passes[pass];
                int begin = from.cursor;
                int end = from.out.next(begin, first + rows);
                int width = from.in.count();
                from.weights().get(begin * width, part, 0, (end - begin) * width);
                for (int k = begin; k < end; k++) {
                    from.in.scatterAdd(part, (k - begin) * width, whole, (from.out.unit(k) - first) * inputs);
                }
                from.cursor = end;
            }
            into.put(first * inputs, whole, 0, rows * inputs);
        }
    }
}
