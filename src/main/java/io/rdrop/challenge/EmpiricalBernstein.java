package io.rdrop.challenge;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A lower confidence bound of the mean of numbers within [-b, b] that holds at all times at once, so that whoever looks
 * after each of them, and stops when it suits, is wrong no more often than stated (Howard, Ramdas, McAuliffe and Sekhon
 * 2021, "Time-uniform, nonparametric, nonasymptotic confidence sequences", theorem 4; for differences of two
 * forecasters' scores Choe and Ramdas 2023, "Comparing sequential forecasters", arXiv 2110.00115). With x_1, ..., x_n
 * the numbers, g_i the mean of those before x_i (0 before the first), c = 2b,
 *
 * <pre>
 *   S = sum x_i,   V = sum (x_i - g_i)^2,   psi(l) = (-ln(1 - c l) - c l) / c^2   for 0 &lt;= l &lt; 1/c
 *   E(m) = 1/K sum_k exp(l_k (S - n m) - psi(l_k) V),   l_k = 0.9 / c 2^-k,   k = 0, ..., K - 1
 * </pre>
 *
 * <p>E(m) is at most 1 in expectation, at every stopping time, if the mean over i of E[x_i | what was before i] is at
 * most m at every time; so it ever reaches 1/a with probability a at most (Ville 1939). Nothing is asked of how the
 * numbers depend on each other, nor that they have one mean. The bound at confidence 1 - a is the m at which E(m) =
 * 1/a. Not thread-safe.
 */
public final class EmpiricalBernstein {
    private static final int POINTS = 14;
    private static final double LARGEST = 0.9;
    private static final int MOST_ITERATIONS = 100;
    private static final double PRECISE = 1e-12;

    private final double most;
    private final double[] rate = new double[POINTS];
    private final double[] cost = new double[POINTS];
    private long count;
    private double sum;
    private double spread;

    /** @param most b, more than 0 and finite: what is outside is an error of the caller */
    public EmpiricalBernstein(double most) {
        if (!(most > 0) || Double.isInfinite(most)) {
            throw new IllegalArgumentException("most must be > 0 and finite but was " + most);
        }
        this.most = most;
        double c = 2 * most;
        for (int k = 0; k < POINTS; k++) {
            double share = LARGEST / (1L << k);
            rate[k] = share / c;
            cost[k] = (-StrictMath.log1p(-share) - share) / (c * c);
        }
    }

    /**
     * The next number.
     *
     * @throws IllegalArgumentException if it is not within [-b, b]
     */
    public void add(double x) {
        if (!(Math.abs(x) <= most)) {
            throw new IllegalArgumentException("a number must be within -" + most + " and " + most + " but was " + x);
        }
        double before = count == 0 ? 0 : sum / count;
        spread += (x - before) * (x - before);
        sum += x;
        count++;
    }

    /** How many numbers there were. */
    public long count() {
        return count;
    }

    /** Their mean; 0 before the first. */
    public double mean() {
        return count == 0 ? 0 : sum / count;
    }

    /** ln E(m): the evidence that the mean is more than m. */
    public double evidence(double m) {
        double largest = Double.NEGATIVE_INFINITY;
        double[] terms = new double[POINTS];
        for (int k = 0; k < POINTS; k++) {
            terms[k] = rate[k] * (sum - count * m) - cost[k] * spread;
            largest = Math.max(largest, terms[k]);
        }
        double total = 0;
        for (double term : terms) {
            total += StrictMath.exp(term - largest);
        }
        return largest + StrictMath.log(total / POINTS);
    }

    /**
     * Whether the mean is more than 0, at a confidence.
     *
     * @param confidence 1 - a, within (0, 1)
     */
    public boolean isPositive(double confidence) {
        return evidence(0) >= needed(confidence);
    }

    /**
     * The lower bound of the mean, within [-b, b].
     *
     * @param confidence 1 - a, within (0, 1)
     */
    public double lower(double confidence) {
        double needed = needed(confidence);
        double m = -most;
        double above = evidence(m) - needed;
        // ln E is convex and falls: Newton's steps from the left stay there. At the mean E is at most 1.
        for (int i = 0; i < MOST_ITERATIONS && above > PRECISE; i++) {
            m += above / slope(m);
            above = evidence(m) - needed;
        }
        return m;
    }

    /** How fast ln E(m) falls at m. */
    private double slope(double m) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < POINTS; k++) {
            largest = Math.max(largest, rate[k] * (sum - count * m) - cost[k] * spread);
        }
        double total = 0;
        double weighted = 0;
        for (int k = 0; k < POINTS; k++) {
            double weight = StrictMath.exp(rate[k] * (sum - count * m) - cost[k] * spread - largest);
            total += weight;
            weighted += weight * rate[k];
        }
        return count * weighted / total;
    }

    private static double needed(double confidence) {
        return -StrictMath.log1p(-confidence);
    }

    void save(DataOutput out) throws IOException {
        out.writeLong(count);
        out.writeDouble(sum);
        out.writeDouble(spread);
    }

    void restore(DataInput in) throws IOException {
        count = in.readLong();
        sum = in.readDouble();
        spread = in.readDouble();
    }
}
