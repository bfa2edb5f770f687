package io.rdrop.engine.dl4j;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Trainable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The Euclidean norm of a flattened gradient, in float64, and its clipping. What batch normalisation keeps in the
 * gradient for its running statistics is no gradient (DL4J does not divide it by the batch size either): it counts for
 * neither.
 */
final class GradientNorm {
    /** A run of values in the flattened gradient that are gradients. */
    private record Range(long from, long to) {}

    private final List<Range> ranges = new ArrayList<>();
    private final long length;

    /** @param trainables in the order of flattening */
    GradientNorm(List<? extends Trainable> trainables) {
        long from = 0;
        long to = 0;
        for (Trainable trainable : trainables) {
            for (Map.Entry<String, INDArray> parameter :
                    trainable.paramTable(false).entrySet()) {
                long next = to + parameter.getValue().length();
                if (!trainable.updaterDivideByMinibatch(parameter.getKey())) {
                    add(from, to);
                    from = next;
                }
                to = next;
            }
        }
        add(from, to);
        length = to;
    }

    private void add(long from, long to) {
        if (to > from) {
            ranges.add(new Range(from, to));
        }
    }

    /** The norm; NaN or infinite if any value of the gradient is, statistics included. */
    double of(INDArray gradient) {
        HostFloats values = HostFloats.of(gradient);
        double[] all = {0};
        values.forEachBlock((block, count) -> {
            double sum = 0;
            for (int i = 0; i < count; i++) {
                sum += (double) block[i] * block[i];
            }
            all[0] += sum;
        });
        if (!Double.isFinite(all[0]) || wholeIsGradient()) {
            return Math.sqrt(all[0]);
        }
        double squares = 0;
        float[] block = new float[HostFloats.BLOCK];
        for (Range range : ranges) {
            for (long from = range.from; from < range.to; from += block.length) {
                int count = (int) Math.min(block.length, range.to - from);
                values.get(from, block, count);
                for (int i = 0; i < count; i++) {
                    squares += (double) block[i] * block[i];
                }
            }
        }
        return Math.sqrt(squares);
    }

    /** Multiplies the gradient, in place. */
    void scale(INDArray gradient, double factor) {
        if (wholeIsGradient()) {
            gradient.muli(factor);
            return;
        }
        INDArray flat = gradient.reshape(gradient.length());
        for (Range range : ranges) {
            flat.get(NDArrayIndex.interval(range.from, range.to)).muli(factor);
        }
    }

    private boolean wholeIsGradient() {
        return ranges.size() == 1 && ranges.get(0).equals(new Range(0, length));
    }
}
