package io.rdrop.learn.companion;

import io.rdrop.learn.table.StateArrays;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * How much a column counts in a distance: f_j (sqrt(variance between classes / variance) + 0.05), scaled to a mean of
 * 1, with factors f_j that are learned ({@link NeighbourhoodComponents}). Moments forget with a horizon of 5000 rows.
 * The weights are made anew every 50 rows.
 */
final class FeatureWeights {
    private static final float LEAST = 0.05f;
    private static final int HORIZON = 5000;
    private static final int EVERY = 50;
    private static final float TINY = 1e-9f;

    private final int columns;
    private final float[] weights;
    private final float[] means;
    private final float[] squares;
    /** [classes, columns] */
    private final float[] classMeans;

    private final float[] shares;
    /** [classes] rows, up to the horizon */
    private final int[] counts;

    private final NeighbourhoodComponents components;
    private long rows;

    FeatureWeights(int columns, int classes) {
        this.columns = columns;
        weights = new float[columns];
        means = new float[columns];
        squares = new float[columns];
        classMeans = new float[classes * columns];
        shares = new float[classes];
        counts = new int[classes];
        components = new NeighbourhoodComponents(columns);
        clear();
    }

    void clear() {
        Arrays.fill(weights, 1);
        Arrays.fill(means, 0);
        Arrays.fill(squares, 0);
        Arrays.fill(classMeans, 0);
        Arrays.fill(shares, 0);
        Arrays.fill(counts, 0);
        components.clear();
        rows = 0;
    }

    float[] weights() {
        return weights;
    }

    /**
     * Learns of a row whose nearest rows were searched how columns should be weighed.
     *
     * @return whether they all have its label
     */
    boolean compare(float[] row, int label, NearestRows nearest) {
        return components.add(row, label, nearest, weights);
    }

    /** Learns a row; returns whether the weights were made anew. */
    boolean add(float[] row, int label) {
        rows++;
        float rate = 1f / Math.min(rows, HORIZON);
        for (int j = 0; j < columns; j++) {
            means[j] += rate * (row[j] - means[j]);
            squares[j] += rate * (row[j] * row[j] - squares[j]);
        }
        for (int c = 0; c < shares.length; c++) {
            shares[c] += rate * ((c == label ? 1 : 0) - shares[c]);
        }
        counts[label] = Math.min(counts[label] + 1, HORIZON);
        float classRate = 1f / counts[label];
        int from = label * columns;
        for (int j = 0; j < columns; j++) {
            classMeans[from + j] += classRate * (row[j] - classMeans[from + j]);
        }
        if (rows % EVERY > 0) {
            return false;
        }
        components.step();
        weigh();
        return true;
    }

    private void weigh() {
        double sum = 0;
        for (int j = 0; j < columns; j++) {
            double between = 0;
            for (int c = 0; c < shares.length; c++) {
                double distance = classMeans[c * columns + j] - means[j];
                between += shares[c] * distance * distance;
            }
            double variance = Math.max(TINY, squares[j] - means[j] * means[j]);
            weights[j] = components.factors()[j] * ((float) Math.sqrt(Math.min(1, between / variance)) + LEAST);
            sum += weights[j];
        }
        float scale = (float) (columns / sum);
        for (int j = 0; j < columns; j++) {
            weights[j] *= scale;
        }
    }

    void save(DataOutput out) throws IOException {
        out.writeLong(rows);
        for (float[] array : arrays()) {
            StateArrays.write(array, array.length, out);
        }
        StateArrays.write(counts, counts.length, out);
        components.save(out);
    }

    void restore(DataInput in) throws IOException {
        rows = in.readLong();
        for (float[] array : arrays()) {
            StateArrays.read(in, array);
        }
        StateArrays.read(in, counts);
        components.restore(in);
    }

    private float[][] arrays() {
        return new float[][] {weights, means, squares, classMeans, shares};
    }
}
