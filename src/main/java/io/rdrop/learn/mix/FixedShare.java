package io.rdrop.learn.mix;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * The regret audit: a linear mixture v = sum_i v_i p_i with a bound that holds on every stream (Herbster and Warmuth
 * 1998). After each label v_i becomes v_i p_i(label) / v(label), and then (1 - s) v_i + s / members. Against the best
 * sequence of members that changes m times within T examples its log-loss is
 *
 * <pre>
 *   L(mixture) &lt;= L(sequence) + ln n + m ln(n / s) + (T - 1 - m) ln(1 / (1 - s + s / n))
 * </pre>
 */
public final class FixedShare {
    private static final float LEAST = 1e-30f;

    private final double share;
    private final double[] weights;
    private double loss;
    private final double[] memberLosses;
    private final double[] probabilities;
    private long examples;

    /**
     * @param members n, at least 1
     * @param share s, within [0, 1)
     */
    public FixedShare(int members, double share) {
        this.share = share;
        weights = new double[members];
        memberLosses = new double[members];
        probabilities = new double[members];
        Arrays.fill(weights, 1.0 / members);
    }

    /**
     * Learns what the members made of a row.
     *
     * @param predictions [members][classes], float32, finite
     */
    public void learn(float[][] predictions, int label) {
        for (int i = 0; i < weights.length; i++) {
            probabilities[i] = predictions[i][label];
        }
        learn(probabilities);
    }

    /**
     * Learns how probable the members made what came.
     *
     * @param given [members] probabilities, or densities; finite
     */
    public void learn(double[] given) {
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            double probability = Math.max(LEAST, given[i]);
            memberLosses[i] -= Math.log(probability);
            weights[i] *= probability;
            sum += weights[i];
        }
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (1 - share) * weights[i] / sum + share / weights.length;
        }
        loss -= Math.log(sum);
        examples++;
    }

    /** The share of a member in the mixture. */
    public double weight(int member) {
        return weights[member];
    }

    /** Summed log-loss of the mixture, nats. */
    public double loss() {
        return loss;
    }

    /** Summed log-loss of the member that did best, nats. */
    public double bestMemberLoss() {
        return Arrays.stream(memberLosses).min().orElseThrow();
    }

    /** What the mixture's log-loss is above that of the best member so far at most, nats. */
    public double bound() {
        int n = weights.length;
        return Math.log(n) + Math.max(0, examples - 1) * -Math.log(1 - share + share / n);
    }

    /** Writes weights and losses. */
    public void save(DataOutput out) throws IOException {
        out.writeInt(weights.length);
        out.writeLong(examples);
        out.writeDouble(loss);
        for (int i = 0; i < weights.length; i++) {
            out.writeDouble(weights[i]);
            out.writeDouble(memberLosses[i]);
        }
    }

    /**
     * Restores what {@link #save} wrote.
     *
     * @throws IOException if it is of another number of members
     */
    public void restore(DataInput in) throws IOException {
        int saved = in.readInt();
        if (saved != weights.length) {
            throw new IOException("audit state must have " + weights.length + " members but had " + saved);
        }
        examples = in.readLong();
        loss = in.readDouble();
        for (int i = 0; i < weights.length; i++) {
            weights[i] = in.readDouble();
            memberLosses[i] = in.readDouble();
        }
    }
}
