package io.rdrop.learn.mix;

import io.rdrop.graph.Formula;
import io.rdrop.graph.Graph;
import io.rdrop.graph.Value;
import io.rdrop.learn.table.StateArrays;
import io.rdrop.state.StateCopy;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * A mixture of predicted numbers. It begins where normal distributions m_i +- s_i mixed in the logarithm have their
 * mean, sharpened: b = sum_i p_i m_i, p_i ~ s_i^-4. From there it follows the targets by {@link KalmanWeights} w of
 * variance 0.02 that go back by 2e-4:
 *
 * <pre>
 *   mean = b + w'h,   h_i = min(s) / s_i (m_i - b) in units of the target, m_i - b cut to +-10
 * </pre>
 *
 * Their noise is the {@link RunningScale} of the mixture's errors, which are cut to 1.5 times it. So members are
 * weighed with regard to what they have in common, and may have less than no weight. Those with large errors of their
 * own are followed less. Being cut, no error counts much more than any other. The noise of a row that counts v times
 * has a v-th of that variance.
 */
public final class NumberMixture {
    private static final double VARIANCE = 0.02;
    private static final double REVERSION = 2e-4;
    private static final double CUT = 1.5;
    private static final double MOST = 10;

    private final int members;
    private final KalmanWeights filter;
    private final RunningScale scale = new RunningScale();
    private final double[] priors;
    /** [members] min(s) / s_i */
    private final double[] ratios;

    /** As of the last row that was learned: what is mixed changes no state. */
    private final double[] learnedPriors;

    private final double[] learnedRatios;
    private final double[] differences;
    private double unit = 1;
    private double mean;

    public NumberMixture(int members) {
        this(members, REVERSION);
    }

    /** @param reversion by how much weights go back before each target, above 0 and less than 1 */
    public NumberMixture(int members, double reversion) {
        this.members = members;
        filter = new KalmanWeights(members, VARIANCE, reversion);
        priors = new double[members];
        ratios = new double[members];
        differences = new double[members];
        learnedPriors = new double[members];
        learnedRatios = new double[members];
        Arrays.fill(learnedPriors, 1.0 / members);
        Arrays.fill(learnedRatios, 1);
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
        for (int i = 0; i < members; i++) {
            differences[i] = ratios[i] * Math.max(-MOST, Math.min(MOST, (means[i] - base) / unit));
        }
        mean = base + unit * filter.output(differences);
        return new Forecast(mean, unit * scale.deviation());
    }

    /**
     * The mean of the same in a graph.
     *
     * @param means of the members, each [rows, 1] float64
     * @param deviations [members] above 0, in units
     * @param ofTarget what a unit is
     * @return [rows, 1] float64
     */
    public Value mix(Formula formula, List<Value> means, double[] deviations, double ofTarget) {
        Graph graph = formula.graph();
        double least = Arrays.stream(deviations).min().orElseThrow();
        double[] shares = new double[members];
        double[] factors = new double[members];
        double sum = 0;
        for (int i = 0; i < members; i++) {
            shares[i] = Math.pow(least / deviations[i], 4);
            sum += shares[i];
        }
        for (int i = 0; i < members; i++) {
            shares[i] /= sum;
            factors[i] = filter.weight(i) * (least / deviations[i]);
        }
        Value all = formula.join(1, means);
        Value base = formula.product(all, graph.constant(shares, members, 1));
        Value differences = formula.over(formula.minus(all, base), graph.scalar(ofTarget));
        Value cut = formula.cut(differences, graph.scalar(-MOST), graph.scalar(MOST));
        Value correction = formula.product(cut, graph.constant(factors, members, 1));
        return formula.plus(base, formula.times(correction, graph.scalar(ofTarget)));
    }

    /** Learns the target of the row that was mixed last, which counts once. */
    public void learn(double target) {
        learn(target, 1);
    }

    /**
     * Learns the target of the row that was mixed last.
     *
     * @param times how often it counts, above 0
     */
    public void learn(double target, double times) {
        double deviation = scale.deviation();
        double error = (target - mean) / unit;
        double limited = Math.max(-CUT * deviation, Math.min(CUT * deviation, error));
        filter.learn(differences, limited, deviation * deviation / times);
        System.arraycopy(priors, 0, learnedPriors, 0, members);
        System.arraycopy(ratios, 0, learnedRatios, 0, members);
        scale.add(error);
    }

    /**
     * Goes on from a mixture of other members. The shares p_i are those of the members' own deviations: what one had
     * that left goes to all others, and a new one gets what its errors are worth. Its weight w_i begins at 0, with the
     * variance of one that nothing is known of.
     *
     * @param places of each member, where it was in that mixture; {@link Heirs#NEW} for one that is new
     */
    public void follow(NumberMixture before, int[] places) throws IOException {
        filter.follow(before.filter, places);
        System.arraycopy(Heirs.weights(before.learnedPriors, places), 0, learnedPriors, 0, members);
        for (int i = 0; i < members; i++) {
            learnedRatios[i] = places[i] == Heirs.NEW ? 1 : before.learnedRatios[places[i]];
        }
        StateCopy.of(before.scale::save, scale::restore);
    }

    /** The weight of a member in the mean; they add up to 1, and may be negative. */
    public double weight(int member) {
        return learnedPriors[member] * (1 - filter.output(learnedRatios))
                + filter.weight(member) * learnedRatios[member];
    }

    /** Writes weights, covariance and scale. */
    public void save(DataOutput out) throws IOException {
        filter.save(out);
        StateArrays.write(learnedPriors, out);
        StateArrays.write(learnedRatios, out);
        scale.save(out);
    }

    /**
     * Restores what {@link #save} wrote.
     *
     * @throws IOException if it is of another number of members
     */
    public void restore(DataInput in) throws IOException {
        filter.restore(in);
        StateArrays.read(in, learnedPriors);
        StateArrays.read(in, learnedRatios);
        scale.restore(in);
    }
}
