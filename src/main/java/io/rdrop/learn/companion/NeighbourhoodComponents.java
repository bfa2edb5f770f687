package io.rdrop.learn.companion;

import io.rdrop.learn.table.StateArrays;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Factors f_j of the weights w_j of a distance, learned so that the nearest rows have the label of a row: neighbourhood
 * components analysis (Goldberger et al. 2005) of a diagonal metric, on the k nearest rows only. With v_i =
 * exp(-d_i^2 / d_k^2), D_ij^2 the squared difference of column j, and d_k taken for constant, the gradient of a row is
 *
 * <pre>
 *   d ln P(label) / d ln f_j = sum_i (v_i / sum v - [y_i = label] v_i / sum_label v) w_j D_ij^2 / d_k^2
 * </pre>
 *
 * Gradients are added up; a step follows them by AdaGrad, rate 0.3. Factors stay within exp(-4) and exp(4), and go back
 * towards 1 by a thousandth a step.
 */
final class NeighbourhoodComponents {
    private static final double RATE = 0.3;
    private static final double LARGEST_LOG = 4;
    private static final double KEEP = 0.999;
    private static final double START = 1e-6;

    private final float[] factors;
    private final double[] logs;
    private final double[] gradient;
    private final double[] squares;
    private double[] votes = new double[0];

    NeighbourhoodComponents(int columns) {
        factors = new float[columns];
        logs = new double[columns];
        gradient = new double[columns];
        squares = new double[columns];
        clear();
    }

    void clear() {
        Arrays.fill(factors, 1);
        Arrays.fill(logs, 0);
        Arrays.fill(gradient, 0);
        Arrays.fill(squares, 0);
    }

    /** [columns]; not to be modified. */
    float[] factors() {
        return factors;
    }

    /**
     * Adds the gradient of a row; 0 if its neighbours have all its label, or none has.
     *
     * @param rows as they were searched for the nearest of this row
     * @param weights of the distance, factors and all
     * @return whether all have its label
     */
    boolean add(float[] row, int label, NearestRows rows, float[] weights) {
        int found = rows.found();
        if (votes.length < found) {
            votes = new double[found];
        }
        double reach = found == 0 ? 1 : Math.max(Float.MIN_NORMAL, rows.distance(found - 1));
        double all = 0;
        double right = 0;
        for (int i = 0; i < found; i++) {
            votes[i] = Math.exp(-rows.distance(i) / reach);
            all += votes[i];
            right += rows.label(i) == label ? votes[i] : 0;
        }
        if (right == 0 || right == all) {
            return right > 0;
        }
        for (int i = 0; i < found; i++) {
            double share = votes[i] / all - (rows.label(i) == label ? votes[i] / right : 0);
            rows.addSquaredDifferences(i, row, share / reach, weights, gradient);
        }
        return false;
    }

    /** Follows the gradient so far. */
    void step() {
        for (int j = 0; j < logs.length; j++) {
            squares[j] += gradient[j] * gradient[j];
            double log = logs[j] + RATE * gradient[j] / Math.sqrt(squares[j] + START);
            logs[j] = KEEP * Math.max(-LARGEST_LOG, Math.min(LARGEST_LOG, log));
            factors[j] = (float) Math.exp(logs[j]);
            gradient[j] = 0;
        }
    }

    void save(DataOutput out) throws IOException {
        StateArrays.write(logs, out);
        StateArrays.write(gradient, out);
        StateArrays.write(squares, out);
    }

    void restore(DataInput in) throws IOException {
        StateArrays.read(in, logs);
        StateArrays.read(in, gradient);
        StateArrays.read(in, squares);
        for (int j = 0; j < logs.length; j++) {
            factors[j] = (float) Math.exp(logs[j]);
        }
    }
}
