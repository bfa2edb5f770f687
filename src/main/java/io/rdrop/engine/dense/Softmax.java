package io.rdrop.engine.dense;

/** Probabilities of classes. */
final class Softmax {
    private Softmax() {}

    /** @param values [rows, classes], row-major, overwritten */
    static void rows(float[] values, int rows, int classes) {
        for (int row = 0; row < rows; row++) {
            row(values, row * classes, (row + 1) * classes);
        }
    }

    private static void row(float[] values, int from, int to) {
        float max = values[from];
        for (int k = from + 1; k < to; k++) {
            max = Math.max(max, values[k]);
        }
        double sum = 0;
        for (int k = from; k < to; k++) {
            double power = Math.exp((double) values[k] - max);
            sum += power;
            values[k] = (float) power;
        }
        double scale = 1 / sum;
        for (int k = from; k < to; k++) {
            values[k] = (float) (values[k] * scale);
        }
    }
}
