package io.rdrop.learn.mix;

import io.rdrop.learn.table.StateArrays;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * A mixture of predicted numbers. It begins where normal distributions m_i +- s_i mixed in the logarithm have their mean,
 * sharpened: b = sum_i p_i m_i, p_i ~ s_i^-4. From there it follows the targets y by a Kalman filter:
 *
 * <pre>
 *   mean = b + w'h,   h_i = min(s) / s_i (m_i - b) in units of the target, m_i - b cut to +-10
 * </pre>
 *
 * The weights w are thought to wander around 0 with variance 0.02: before each target they and their covariance P go back towards
 * that by r = 2e-4. Then, with s the {@link RunningScale} of the mixture's errors,
 *
 * <pre>
 *   e = y - mean, cut to +-1.5 s,   k = P h / (s^2 + h'P h),   w += k e,   P -= k h'P
 * </pre>
 *
 * So members are weighed with regard to what they have in common, and may have less than no weight. Those with large errors of their
 * own are followed less. Being cut, no error counts much more than any other.
 */
public final class NumberMixture {
    private static final double VARIANCE = 0.02;
    private static final double REVERSION = 2e-4;
    private static final double CUT = 1.5;
    private static final double MOST = 10;

    private final int members;
    private final double[] weights;
    /** [members, members] */
    private final double[] covariance;

    private final RunningScale scale = new RunningScale();
    private final double[] priors;
    /** [members] min(s) / s_i */
    private final double[] ratios;

    private final double[] differences;
    private final double[] product;
    private double unit = 1;
    private double mean;

    public NumberMixture(int members) {
        this.members = members;
        weights = new double[members];
        covariance = new double[members * members];
        priors = new double[members];
        ratios = new double[members];
        differences = new double[members];
        product = new double[members];
        Arrays.fill(priors, 1.0 / members);
        Arrays.fill(ratios, 1);
        for (int i = 0; i < members; i++) {
            covariance[i * members + i] = VARIANCE;
        }
    }

    /**
     * Mixes what the members predict of a row.
     *
     * @param means [members] finite
     * @param deviations [members] above 0, in units
     * @param ofTarget what a unit is: a deviation of the targets, above 0
     */
    public Forecast mix(double[] means, double[] deviations, double ofTarget) {
        unit = ofTarget;
        double least = Arrays.stream(deviations).min().orElseThrow();
        double sum = 0;
        for (int i = 0; i < members; i++) {
            ratios[i] = least / deviations[i];
            priors[i] = Math.pow(ratios[i], 4);
            sum += priors[i];
        }
        double base = 0;
        for (int i = 0; i < members; i++) {
            priors[i] /= sum;
            base += priors[i] * means[i];
        }
        double moved = 0;
        for (int i = 0; i < members; i++) {
            differences[i] = ratios[i] * Math.max(-MOST, Math.min(MOST, (means[i] - base) / unit));
            moved += weights[i] * differences[i];
        }
        mean = base + unit * moved;
        return new Forecast(mean, unit * scale.deviation());
    }

    /** Learns the target of the row that was mixed last. */
    public void learn(double target) {
        revert();
        double deviation = scale.deviation();
        Arrays.fill(product, 0);
        for (int i = 0; i < members; i++) {
            int row = i * members;
            for (int j = 0; j < members; j++) {
                product[j] += differences[i] * covariance[row + j];
            }
        }
        double variance = deviation * deviation;
        for (int i = 0; i < members; i++) {
            variance += differences[i] * product[i];
        }
        double error = (target - mean) / unit;
        double limited = Math.max(-CUT * deviation, Math.min(CUT * deviation, error));
        for (int i = 0; i < members; i++) {
            double gain = product[i] / variance;
            weights[i] += gain * limited;
            int row = i * members;
            for (int j = 0; j < members; j++) {
                covariance[row + j] -= gain * product[j];
            }
        }
        scale.add(error);
    }

    private void revert() {
        double keep = 1 - REVERSION;
        for (int i = 0; i < members; i++) {
            weights[i] *= keep;
        }
        for (int i = 0; i < covariance.length; i++) {
            covariance[i] *= keep * keep;
        }
        for (int i = 0; i < members; i++) {
            covariance[i * members + i] += (1 - keep * keep) * VARIANCE;
        }
    }

    /** The weight of a member in the mean; they add up to 1, and may be negative. */
    public double weight(int member) {
        double moved = 0;
        for (int i = 0; i < members; i++) {
            moved += weights[i] * ratios[i];
        }
        return priors[member] * (1 - moved) + weights[member] * ratios[member];
    }

    /** Writes weights, covariance and scale. */
    public void save(DataOutput out) throws IOException {
        StateArrays.write(weights, out);
        StateArrays.write(covariance, out);
        StateArrays.write(priors, out);
        StateArrays.write(ratios, out);
        scale.save(out);
    }

    /**
     * Restores what {@link #save} wrote.
     *
     * @throws IOException if it is of another number of members
     */
    public void restore(DataInput in) throws IOException {
        int saved = StateArrays.read(in, weights);
        if (saved != members || StateArrays.read(in, covariance) != covariance.length) {
            throw new IOException("mixture state must have " + members + " members but had " + saved);
        }
        StateArrays.read(in, priors);
        StateArrays.read(in, ratios);
        scale.restore(in);
    }
}
