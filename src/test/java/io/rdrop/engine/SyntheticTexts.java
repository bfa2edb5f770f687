package io.rdrop.engine;

import io.rdrop.tensor.TensorBatch;
import java.util.Random;

/**
 * Token numbers of texts of any length, filled up with padding, whose class is the only one of the first words in it.
 */
public final class SyntheticTexts {
    private final Random random;
    private final InputShape.Tokens tokens;
    private final int classes;

    public SyntheticTexts(long seed, InputShape.Tokens tokens, int classes) {
        this.random = new Random(seed);
        this.tokens = tokens;
        this.classes = classes;
    }

    public TensorBatch next(int rows) {
        float[] values = new float[rows * tokens.length()];
        double[] labels = new double[rows];
        for (int row = 0; row < rows; row++) {
            int words = 1 + random.nextInt(tokens.length());
            int from = row * tokens.length();
            for (int at = 0; at < words; at++) {
                values[from + at] = classes + 1 + random.nextInt(tokens.vocabulary() - classes - 1);
            }
            labels[row] = random.nextInt(classes);
            values[from + random.nextInt(words)] = 1 + (float) labels[row];
        }
        return batch(rows, tokens.length(), values, labels);
    }

    /** Tokens, masked where they are {@link InputShape.Tokens#PADDING}. */
    public static TensorBatch batch(int rows, int width, float[] inputs, double[] targets) {
        boolean[] mask = new boolean[rows * width];
        for (int at = 0; at < mask.length; at++) {
            mask[at] = inputs[at] != InputShape.Tokens.PADDING;
        }
        return new TensorBatch(rows, width, inputs, mask, targets);
    }
}
