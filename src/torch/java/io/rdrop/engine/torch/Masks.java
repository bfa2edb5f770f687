package io.rdrop.engine.torch;

import io.rdrop.engine.DropoutCounter;
import org.bytedeco.pytorch.Tensor;

/** Dropout of tensors by the counter's masks: drawn in Java, which costs less than libtorch's own generator. */
public final class Masks {
    private final DropoutCounter counter;
    private float[] drawn = {};

    /** Shares the counter with whoever sets its step. */
    public Masks(DropoutCounter counter) {
        this.counter = counter;
    }

    /**
     * The same rows once per pass, each with its own units dropped, and those kept divided by their probability.
     *
     * @param x [rows, ...], or [passes * rows, ...] pass-major
     * @param layer which dropout of the network, 0-based
     * @param retain probability of keeping a unit
     * @param rows of the batch
     * @param passes of the step
     * @return [passes * rows, ...]
     */
    public Tensor drop(Tensor x, int layer, double retain, int rows, int passes, Place place) {
        long stacked = x.size(0);
        int units = Math.toIntExact(x.numel() / stacked);
        Tensor mask = mask(layer, retain, passes * rows, units, place);
        long[] shape = x.sizes().vec().get();
        if (stacked == (long) passes * rows) {
            return x.mul(mask.view(shape));
        }
        long[] broad = new long[shape.length + 1];
        System.arraycopy(shape, 0, broad, 1, shape.length);
        broad[0] = passes;
        return x.unsqueeze(0).mul(mask.view(broad)).flatten(0, 1);
    }

    /** [rows, units]: 0 where a unit is dropped and 1 / retain elsewhere; rows are stacked pass-major. */
    public Tensor mask(int layer, double retain, int rows, int units, Place place) {
        int length = Math.multiplyExact(rows, units);
        if (drawn.length < length) {
            drawn = new float[length];
        }
        counter.fill(layer, retain, rows, units, drawn);
        return place.of(drawn, rows, units);
    }
}
