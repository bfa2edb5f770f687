package io.rdrop.engine.torch;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What the layers of a network know of the batch at hand.
 *
 * @param rows of the batch
 * @param passes of the step; 1 for a prediction
 * @param masks null for a prediction, which drops nothing
 * @param lengths [rows] tokens of each row, padding left out; null for inputs without padding
 */
record Step(int rows, int passes, @Nullable Masks masks, int @Nullable [] lengths, Place place) {
    /** Whether a tensor has a row for each pass already. */
    boolean isStacked(Tensor x) {
        return passes == 1 || x.size(0) == (long) passes * rows;
    }

    /** The same rows once per pass: [passes * rows, ...], pass-major. */
    Tensor stacked(Tensor x) {
        if (isStacked(x)) {
            return x;
        }
        long[] times = new long[(int) x.dim()];
        Arrays.fill(times, 1);
        times[0] = passes;
        return x.repeat(times);
    }
}
