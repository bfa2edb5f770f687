package io.rdrop.engine.dense;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One pass of a layer without what the pass drops: the weights that are left, gathered. Owns its native memory. */
final class CompactPass extends LayerRows {
    /** Inputs that are kept. */
    final Kept in;

    /** Outputs that are kept, because the next layer keeps them as inputs. */
    final Kept out;

    /** What kept inputs are multiplied by. */
    float scale = 1;

    /** For {@link CompactWeights}: kept outputs that are done. */
    int cursor;

    private final NativeFloats weights;

    /** @param out shared with the layer after this one */
    CompactPass(PlannedLayer layer, Kept in, Kept out) {
        super(layer);
        this.in = in;
        this.out = out;
        this.weights = NativeFloats.allocate(layer.inputs() * layer.units());
    }

    /** [kept outputs, kept inputs]; their gradient once that is there. */
    NativeFloats weights() {
        return weights;
    }

    /** Outputs from inputs [rows, kept inputs], and biases if the layer has any. */
    void forward(int rows, NativeFloats from, float @Nullable [] bias, boolean isHidden) {
        int width = out.count();
        int count = rows * width;
        if (count == 0) {
            return;
        }
        if (bias != null || in.count() == 0) {
            for (int k = 0; k < width; k++) {
                outputs[k] = bias == null ? 0 : bias[out.unit(k)];
            }
            tile(outputs, width, count);
            sums().put(0, outputs, 0, count);
        }
        if (in.count() > 0) {
            Blas.forward(from.pointer(), weights.pointer(), sums().pointer(), rows, in.count(), width, bias != null);
        }
        sums().get(0, outputs, 0, count);
        if (isHidden) {
            layer.activation().apply(outputs, count, slopes);
        }
    }

    /** The gradient of the kept inputs, times their scale; before {@link #gradients}, which overwrites the weights. */
    void inputGradient(int rows, NativeFloats room, float[] into) {
        int count = rows * in.count();
        if (count == 0) {
            return;
        }
        if (out.count() == 0) {
            Arrays.fill(into, 0, count, 0);
            return;
        }
        Blas.backward(sums().pointer(), weights.pointer(), room.pointer(), rows, in.count(), out.count());
        room.get(0, into, 0, count);
        for (int i = 0; i < count; i++) {
            into[i] *= scale;
        }
    }

    /** The gradient of the kept weights, in their place, and of the biases, added; the room is for a value per unit. */
    void gradients(int rows, NativeFloats from, NativeFloats ones, float[] room, float @Nullable [] ofBias) {
        if (out.count() == 0) {
            return;
        }
        if (ofBias != null) {
            Blas.biases(sums().pointer(), ones.pointer(), weights.pointer(), rows, out.count());
            weights.get(0, room, 0, out.count());
            out.scatterAdd(room, 0, ofBias, 0);
        }
        if (in.count() > 0) {
            Blas.weights(sums().pointer(), from.pointer(), weights.pointer(), rows, in.count(), out.count());
        }
    }

    @Override
    public void close() {
        super.close();
        weights.close();
    }
}
