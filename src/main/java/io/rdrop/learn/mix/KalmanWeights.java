package io.rdrop.learn.mix;

import io.rdrop.learn.table.StateArrays;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Weights of a sum that follow its errors by a Kalman filter. They are thought to wander around 0 with a variance v:
 * before each error they and their covariance P go back towards that,
 *
 * <pre>
 *   w = (1 - r) w,   P = (1 - r)^2 P + (1 - (1 - r)^2) v I
 * </pre>
 *
 * so that P is bounded, whatever is constant for however long. Then, with e the error of w'x and n the variance of its
 * noise,
 *
 * <pre>
 *   k = P x / (n + x'P x),   w += k e,   P -= k x'P
 * </pre>
 */
public final class KalmanWeights {
    private final double variance;
    private final double keep;
    private final double[] weights;
    private final double[][] covariance;
    private final double[] product;

    /**
     * @param variance v
     * @param reversion r, above 0 and at most 1
     */
    public KalmanWeights(int count, double variance, double reversion) {
        this.variance = variance;
        keep = 1 - reversion;
        weights = new double[count];
        covariance = new double[count][count];
        product = new double[count];
        clear();
    }

    /** Forgets everything. */
    public void clear() {
        Arrays.fill(weights, 0);
        for (int i = 0; i < weights.length; i++) {
            Arrays.fill(covariance[i], 0);
            covariance[i][i] = variance;
        }
    }

    /** w'x. */
    public double output(double[] x) {
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i] * x[i];
        }
        return sum;
    }

    /** One of w. */
    public double weight(int at) {
        return weights[at];
    }

    /**
     * Learns an error.
     *
     * @param x [weights] what it was made of
     * @param noise variance, above 0
     */
    public void learn(double[] x, double error, double noise) {
        int count = weights.length;
        double kept = keep * keep;
        double added = (1 - kept) * variance;
        Arrays.fill(product, 0);
        for (int i = 0; i < count; i++) {
            add(kept * x[i], covariance[i], product);
        }
        double sum = noise;
        for (int i = 0; i < count; i++) {
            product[i] += added * x[i];
            sum += x[i] * product[i];
        }
        for (int i = 0; i < count; i++) {
            double gain = product[i] / sum;
            weights[i] = keep * weights[i] + gain * error;
            double[] row = covariance[i];
            for (int j = 0; j < count; j++) {
                row[j] = kept * row[j] - gain * product[j];
            }
            row[i] += added;
        }
    }

    private static void add(double factor, double[] values, double[] into) {
        for (int i = 0; i < into.length; i++) {
            into[i] += factor * values[i];
        }
    }

    /**
     * Goes on from other weights: of what is new nothing is known yet.
     *
     * @param places of each weight, where it was among those; {@link Heirs#NEW} for one that is new
     */
    public void follow(KalmanWeights before, int[] places) {
        clear();
        for (int i = 0; i < weights.length; i++) {
            if (places[i] != Heirs.NEW) {
                weights[i] = before.weights[places[i]];
                for (int j = 0; j < weights.length; j++) {
                    if (places[j] != Heirs.NEW) {
                        covariance[i][j] = before.covariance[places[i]][places[j]];
                    }
                }
            }
        }
    }

    /** Writes weights and covariance. */
    public void save(DataOutput out) throws IOException {
        StateArrays.write(weights, out);
        for (double[] row : covariance) {
            StateArrays.write(row, out);
        }
    }

    /**
     * Restores what {@link #save} wrote.
     *
     * @throws IOException if there were others
     */
    public void restore(DataInput in) throws IOException {
        int saved = StateArrays.read(in, weights);
        if (saved != weights.length) {
            throw new IOException("state must have " + weights.length + " weights but had " + saved);
        }
        for (double[] row : covariance) {
            StateArrays.read(in, row);
        }
    }
}
