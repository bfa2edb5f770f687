package io.rdrop.engine.dense;

import java.util.function.IntToDoubleFunction;

/**
 * The part of {@link IdleSteps} that all parameters share: of k steps since step t
 *
 * <pre>  M_q = sum over j = 1..k of d^(k-j) rate(t + j - 1) beta^j (1 - c^j)^q</pre>
 *
 * <p>summed until beta^j / c^j is below {@value #NEGLIGIBLE}, for so many q that what is left out is below float32's
 * precision. What was computed is kept: words that are common rest for equally long, and after many steps the rate is
 * always the same.
 *
 * <p>Not thread-safe.
 */
final class IdleMoments {
    private static final double NEGLIGIBLE = 1e-9;
    private static final double PRECISION = 1e-8;
    private static final int MOST_MOMENTS = 24;
    private static final int MOST_TERMS = 4096;
    private static final int KEPT = 256;

    /** Steps after which Adam's correction of its means is 1 in float64, unless a mean decays more slowly than most. */
    private static final int SETTLED = 1 << 16;

    private final double left;
    private final IntToDoubleFunction rate;

    /** By q and j, from 1 on: d^-j beta^j (1 - c^j)^q. */
    private final double[][] weights;

    /** By step, as far as they were asked for. */
    private final double[] rates = new double[SETTLED + 1];

    private int known;

    /** Whether moments depend on the number of steps alone in the end. */
    private final boolean isSettled;

    /** By steps, under the rate that stays. */
    private final double[][] settled;

    private final double[][] kept = new double[KEPT][];
    private final int[] keptSince = new int[KEPT];
    private final int[] keptUntil = new int[KEPT];

    /**
     * Moments of these numbers, which {@link #areFew}.
     *
     * @param left d, what decay leaves of a parameter in a step
     * @param beta decay of the mean of gradients; 0 for no such mean
     * @param root c, decay of the root of the mean of squares
     */
    IdleMoments(double left, double beta, double root, IntToDoubleFunction rate) {
        this.left = left;
        this.rate = rate;
        this.isSettled = left == 1 && rate.applyAsDouble(SETTLED) == rate.applyAsDouble(2 * SETTLED);
        int terms = terms(beta, root);
        this.weights = new double[count(beta, root, terms)][terms];
        this.settled = new double[terms + 1][];
        double c = 1;
        double weight = 1;
        for (int j = 0; j < terms; j++) {
            c *= root;
            weight *= beta / left;
            double value = weight;
            for (double[] ofMoment : weights) {
                ofMoment[j] = value;
                value *= 1 - c;
            }
        }
    }

    /** Whether terms become negligible before there are too many. */
    static boolean areFew(double beta, double root) {
        int terms = terms(beta, root);
        return terms <= MOST_TERMS && count(beta, root, terms) <= MOST_MOMENTS;
    }

    private static int terms(double beta, double root) {
        int terms = 0;
        for (double share = 1; share > NEGLIGIBLE && terms <= MOST_TERMS; share *= beta / root) {
            terms++;
        }
        return terms;
    }

    /** As many as make what is left out, where epsilon does not count, less than float32 can show. */
    private static int count(double beta, double root, int terms) {
        double whole = 0;
        for (int j = 1; j <= terms; j++) {
            whole += power(beta / root, j);
        }
        int q = 0;
        double rest = whole;
        while (rest > PRECISION * whole && q <= MOST_MOMENTS) {
            q++;
            rest = 0;
            for (int j = 1; j <= terms; j++) {
                rest += power(beta / root, j) * power(1 - power(root, j), q);
            }
        }
        return Math.max(1, q);
    }

    /** M_q of the steps since..until - 1, by q; valid until the next call. */
    double[] of(int since, int until) {
        if (isSettled && since >= SETTLED) {
            int steps = Math.min(until - since, settled.length - 1); // later ones are negligible
            double[] always = settled[steps];
            if (always == null) {
                always = new double[weights.length];
                settled[steps] = always;
                compute(since, since + steps, always);
            }
            return always;
        }
        int at = since & (KEPT - 1);
        double[] found = kept[at];
        if (found == null) {
            found = new double[weights.length];
            kept[at] = found;
        } else if (keptSince[at] == since && keptUntil[at] == until) {
            return found;
        }
        keptSince[at] = since;
        keptUntil[at] = until;
        compute(since, until, found);
        return found;
    }

    private void compute(int since, int until, double[] into) {
        int count = Math.min(until - since, weights[0].length);
        int from = since;
        double[] ofSteps = rates;
        if (since + count <= SETTLED) {
            rate(since + count); // so that they are there
        } else {
            ofSteps = new double[count];
            for (int j = 0; j < count; j++) {
                ofSteps[j] = rate(since + j);
            }
            from = 0;
        }
        double whole = power(left, until - since);
        for (int q = 0; q < into.length; q++) {
            into[q] = whole * dot(weights[q], ofSteps, from, count);
        }
    }

    private double rate(int step) {
        if (step > SETTLED) {
            return rate.applyAsDouble(step);
        }
        while (known <= step) {
            rates[known] = rate.applyAsDouble(known);
            known++;
        }
        return rates[step];
    }

    private static double dot(double[] a, double[] b, int from, int count) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        // Four chains of additions: one would wait for each sum before it starts the next.
        for (; i < count - 3; i += 4) {
            s0 += a[i] * b[from + i];
            s1 += a[i + 1] * b[from + i + 1];
            s2 += a[i + 2] * b[from + i + 2];
            s3 += a[i + 3] * b[from + i + 3];
        }
        for (; i < count; i++) {
            s0 += a[i] * b[from + i];
        }
        return s0 + s1 + (s2 + s3);
    }

    /** base^exponent by squaring: the same digits on every machine. */
    static double power(double base, int exponent) {
        double result = 1;
        double square = base;
        for (int rest = exponent; rest > 0; rest >>= 1) {
            if ((rest & 1) == 1) {
                result *= square;
            }
            square *= square;
        }
        return result;
    }
}
