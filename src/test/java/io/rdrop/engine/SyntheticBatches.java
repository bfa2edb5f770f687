package io.rdrop.engine;

import io.rdrop.tensor.TensorBatch;
import java.util.Random;

/** Gaussian inputs whose class is the largest of their first columns: easy to learn, the same for the same seed. */
public final class SyntheticBatches {
    private final Random random;
    private final int inputs;
    private final int classes;

    public SyntheticBatches(long seed, int inputs, int classes) {
        this.random = new Random(seed);
        this.inputs = inputs;
        this.classes = classes;
    }

    public TensorBatch next(int rows) {
        float[] values = new float[rows * inputs];
        double[] labels = new double[rows];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        for (int row = 0; row < rows; row++) {
            for (int c = 1; c < classes; c++) {
                if (values[row * inputs + c] > values[row * inputs + (int) labels[row]]) {
                    labels[row] = c;
                }
            }
        }
        return new TensorBatch(rows, inputs, values, labels);
    }
}
