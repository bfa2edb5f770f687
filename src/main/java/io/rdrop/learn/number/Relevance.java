package io.rdrop.learn.number;

import io.rdrop.learn.table.StateArrays;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * How much a column counts in a distance: its correlation with the target without the sign, + 0.05, scaled to a mean of
 * 1.
 */
final class Relevance {
    private static final double LEAST = 0.05;
    private static final double TINY = 1e-9;
    private static final int HORIZON = 5000;

    private final float[] weights;
    private final double[] means;
    private final double[] squares;
    private final double[] products;
    /** Mean and mean square of the target. */
    private final double[] target = new double[2];

    private long seen;

    Relevance(int columns) {
        weights = new float[columns];
        means = new double[columns];
        squares = new double[columns];
        products = new double[columns];
        clear();
    }

    void clear() {
        Arrays.fill(weights, 1);
        for (double[] array : arrays()) {
            Arrays.fill(array, 0);
        }
        seen = 0;
    }

    float weight(int column) {
        return weights[column];
    }

    void add(float[] row, double y) {
        seen++;
        double rate = 1.0 / Math.min(seen, HORIZON);
        target[0] += rate * (y - target[0]);
        target[1] += rate * (y * y - target[1]);
        double variance = target[1] - target[0] * target[0];
        double sum = 0;
        double[] relevance = new double[weights.length];
        for (int j = 0; j < weights.length; j++) {
            means[j] += rate * (row[j] - means[j]);
            squares[j] += rate * (row[j] * row[j] - squares[j]);
            products[j] += rate * (row[j] * y - products[j]);
            double both = Math.max(TINY, variance * (squares[j] - means[j] * means[j]));
            relevance[j] = LEAST + Math.abs(products[j] - means[j] * target[0]) / Math.sqrt(both);
            sum += relevance[j];
        }
        for (int j = 0; j < weights.length; j++) {
            weights[j] = (float) (relevance[j] * weights.length / sum);
        }
    }

    void save(DataOutput out) throws IOException {
        out.writeLong(seen);
        StateArrays.write(weights, weights.length, out);
        for (double[] array : arrays()) {
            StateArrays.write(array, out);
        }
    }

    void restore(DataInput in) throws IOException {
        seen = in.readLong();
        StateArrays.read(in, weights);
        for (double[] array : arrays()) {
            StateArrays.read(in, array);
        }
    }

    private double[][] arrays() {
        return new double[][] {means, squares, products, target};
    }
}
