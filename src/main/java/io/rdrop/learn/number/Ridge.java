package io.rdrop.learn.number;

import io.rdrop.learn.table.NumberEncoder;
import io.rdrop.learn.table.NumberRow;
import io.rdrop.learn.table.StateArrays;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Linear regression that forgets, by a Kalman filter. x are 1, the numbers of a row, and earlier targets, at most 128 in all;
 * z is the standardised target. The weights are thought to wander around 0 with variance 1: before each target they and their
 * covariance P go back towards that by a rate r. Then, with s^2 a running mean of squared errors,
 *
 * <pre>
 *   e = z - w'x, cut to +-3 s,   k = P x / (s^2 + x'P x),   w += k e,   P -= k x'P
 * </pre>
 *
 * So P is bounded, whatever is constant for however long.
 */
public final class Ridge implements NumberLearner {
    private static final int MOST = 128;
    private static final double VARIANCE = 1;
    private static final double CUT = 3;
    private static final double NOISE_RATE = 0.002;
    private static final double LEAST_NOISE = 1e-6;

    private final View view;
    private final double reversion;
    private final int numbers;
    private final int lags;
    private final double[] x;
    private final double[] weights;
    private final double[] covariance;
    private final double[] product;
    private double noise;
    private double output;

    /**
     * @param lags earlier targets that it is given at most
     * @param reversion r, above 0 and at most 1
     */
    public Ridge(View view, NumberEncoder encoder, int lags, double reversion) {
        this.view = view;
        this.reversion = reversion;
        numbers = Math.min(MOST - 1, view.shape(encoder).numbers());
        this.lags = Math.min(MOST - 1 - numbers, lags);
        x = new double[1 + numbers + this.lags];
        weights = new double[x.length];
        covariance = new double[x.length * x.length];
        product = new double[x.length];
        restart();
    }

    @Override
    public void restart() {
        Arrays.fill(weights, 0);
        Arrays.fill(covariance, 0);
        for (int i = 0; i < x.length; i++) {
            covariance[i * x.length + i] = VARIANCE;
        }
        noise = 1;
    }

    @Override
    public double predict(NumberRow row) {
        float[] given = view.inputs(row).numbers();
        x[0] = 1;
        for (int i = 0; i < numbers; i++) {
            x[1 + i] = given[i];
        }
        for (int i = 0; i < lags; i++) {
            x[1 + numbers + i] = row.earlier()[i];
        }
        output = 0;
        for (int i = 0; i < x.length; i++) {
            output += weights[i] * x[i];
        }
        return view.decode(row, output);
    }

    @Override
    public void learn(NumberRow row, double target) {
        double z = view.encode(row, target);
        if (Double.isNaN(z)) {
            return;
        }
        revert();
        Arrays.fill(product, 0);
        for (int i = 0; i < x.length; i++) {
            int from = i * x.length;
            for (int j = 0; j < x.length && x[i] != 0; j++) {
                product[j] += x[i] * covariance[from + j];
            }
        }
        double variance = noise;
        for (int i = 0; i < x.length; i++) {
            variance += x[i] * product[i];
        }
        double reach = CUT * Math.sqrt(noise);
        double error = Math.max(-reach, Math.min(reach, z - output));
        for (int i = 0; i < x.length; i++) {
            double gain = product[i] / variance;
            weights[i] += gain * error;
            int from = i * x.length;
            for (int j = 0; j < x.length && gain != 0; j++) {
                covariance[from + j] -= gain * product[j];
            }
        }
        noise = Math.max(LEAST_NOISE, noise + NOISE_RATE * (error * error - noise));
    }

    private void revert() {
        double keep = 1 - reversion;
        for (int i = 0; i < x.length; i++) {
            weights[i] *= keep;
        }
        for (int i = 0; i < covariance.length; i++) {
            covariance[i] *= keep * keep;
        }
        for (int i = 0; i < x.length; i++) {
            covariance[i * x.length + i] += (1 - keep * keep) * VARIANCE;
        }
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeDouble(noise);
        StateArrays.write(weights, out);
        StateArrays.write(covariance, out);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        noise = in.readDouble();
        if (StateArrays.read(in, weights) != weights.length || StateArrays.read(in, covariance) != covariance.length) {
            throw new IOException("state of a linear regression must have " + weights.length + " weights");
        }
    }
}
