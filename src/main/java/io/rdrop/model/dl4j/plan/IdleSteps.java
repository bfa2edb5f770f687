package io.rdrop.model.dl4j.plan;

import java.util.Arrays;
import java.util.Optional;

/**
 * What steps without a gradient do to a row of parameters, many at once. An optimiser with momentum moves a parameter on after
 * its last gradient, and decay shrinks it; with a gradient of 0 in steps 1..k
 *
 * <pre>
 *   m_j = beta1^j m_0      v_j = beta2^j v_0      p_j = d p_{j-1} - u_j      d = 1 - decay
 *   Adam     u_j = rate_j m_j / (sqrt(v_j) + epsilon)      p_k = d^k p_0 - sum_j d^(k-j) u_j
 * </pre>
 *
 * <p>The sum needs no loop over parameters and steps: with s = sqrt(v_0), c_j = beta2^(j/2) and r = s / (s + epsilon) it is
 *
 * <pre>  m_0 / (s + epsilon) * sum_q r^q M_q      M_q = sum_j d^(k-j) rate_j beta1^j (1 - c_j)^q</pre>
 *
 * <p>where the moments M_q are the same for all parameters. They are summed until beta1^j / c_j is below {@value #NEGLIGIBLE},
 * for so many q that the rest is below float32's precision. So k steps are exact up to rounding, at the price of about one.
 *
 * <p>Not thread-safe.
 */
public final class IdleSteps {
    private static final double NEGLIGIBLE = 1e-9;
    private static final double PRECISION = 1e-8;
    private static final float VANISHED = 1e-25f;
    private static final int MOST_MOMENTS = 24;
    private static final int MOST_TERMS = 4096;
    private static final int KEPT = 256;

    /** Steps after which Adam's correction of its means is 1 in float64, unless a mean decays more slowly than most. */
    private static final int SETTLED = 1 << 16;

    private final Settings settings;

    /** What a step leaves of a parameter. */
    private final double left;

    private final int terms;
    private final int moments;

    /** By q and j, from 1 on: d^-j beta1^j (1 - c_j)^q. */
    private final double[][] weights;

    private final double[] rates;
    private int known;
    private final double[][] settled;
    private final double[][] kept = new double[KEPT][];
    private final int[] keptSince = new int[KEPT];
    private final int[] keptUntil = new int[KEPT];
    private float[] ratios = {};
    private float[] inverses = {};
    private float[] sums = {};

    /** Which arithmetic. */
    public enum Kind {
        SGD(0),
        MOMENTUM(1),
        ADAGRAD(1),
        RMSPROP(1),
        ADAM(2),
        AMSGRAD(3),
        NADAM(2);

        private final int states;

        Kind(int states) {
            this.states = states;
        }
    }

    /**
     * An optimiser whose numbers never change.
     *
     * @param kind arithmetic
     * @param rate step size
     * @param beta1 decay of the mean; of MOMENTUM the momentum; else 0
     * @param beta2 decay of the mean of squares; else 0
     * @param epsilon beside the root of the squares
     * @param l2 times the parameters is added to the gradients before the optimiser
     * @param decay times the parameters is subtracted from them beside the optimiser's step
     */
    public record Settings(
            Kind kind, double rate, double beta1, double beta2, double epsilon, double l2, double decay) {}

    private IdleSteps(Settings settings) {
        this.settings = settings;
        this.left = 1 - settings.decay - settings.rate * settings.l2;
        double root = root();
        int count = 0;
        for (double share = 1; share > NEGLIGIBLE && count <= MOST_TERMS; share *= settings.beta1 / root) {
            count++;
        }
        this.terms = count;
        this.moments = moments(root, count);
        this.weights = new double[Math.min(moments, MOST_MOMENTS)][Math.min(count, MOST_TERMS)];
        double c = 1;
        double weight = 1;
        for (int j = 0; j < weights[0].length; j++) {
            c *= root;
            weight *= settings.beta1 / left;
            double value = weight;
            for (int q = 0; q < weights.length; q++) {
                weights[q][j] = value;
                value *= 1 - c;
            }
        }
        this.rates = new double[SETTLED + 1];
        this.settled = new double[Math.min(count, MOST_TERMS) + 1][];
    }

    /** Empty if many steps cannot be taken at once: L2 makes a gradient, and of a slow decay of the mean no term is negligible. */
    public static Optional<IdleSteps> of(Settings settings) {
        boolean hasMean = settings.beta1 > 0;
        if ((settings.l2 != 0 && settings.kind != Kind.SGD)
                || (hasMean && settings.beta1 >= Math.sqrt(settings.kind == Kind.MOMENTUM ? 1 : settings.beta2))) {
            return Optional.empty();
        }
        IdleSteps idle = new IdleSteps(settings);
        return idle.left > 0 && idle.terms <= MOST_TERMS && idle.moments <= MOST_MOMENTS
                ? Optional.of(idle)
                : Optional.empty();
    }

    /** By how much the root of the mean of squares shrinks in a step; 1 where it does not matter. */
    private double root() {
        return settings.kind == Kind.ADAM || settings.kind == Kind.NADAM ? Math.sqrt(settings.beta2) : 1;
    }

    /** As many as make what is left out, at r = 1, less than float32 can show. */
    private int moments(double root, int count) {
        double whole = 0;
        for (int j = 1; j <= count; j++) {
            whole += StrictMath.pow(settings.beta1 / root, j);
        }
        for (int q = 1; q <= MOST_MOMENTS; q++) {
            double rest = 0;
            for (int j = 1; j <= count; j++) {
                double c = StrictMath.pow(root, j);
                rest += StrictMath.pow(settings.beta1, j) / c * StrictMath.pow(1 - c, q);
            }
            if (rest <= PRECISION * whole) {
                return q;
            }
        }
        return MOST_MOMENTS + 1;
    }

    Settings settings() {
        return settings;
    }

    /** Values of optimiser state per parameter. */
    int states() {
        return settings.kind.states;
    }

    /**
     * Takes the steps since..until - 1.
     *
     * @param since the first step, 0-based
     * @param until after the last one
     * @param p parameters, overwritten
     * @param states of the same parameters, overwritten
     * @param at the first parameter
     * @param count parameters
     */
    void take(int since, int until, float[] p, float[][] states, int at, int count) {
        int steps = until - since;
        if (steps <= 0) {
            return;
        }
        float shrink = (float) power(left, steps);
        if (shrink != 1) {
            scale(p, at, count, shrink);
        }
        switch (settings.kind) {
            case SGD, ADAGRAD -> {
                // The state, if there is any, is a sum of squares, to which 0 is added.
            }
            case RMSPROP -> scale(states[0], at, count, (float) power(settings.beta2, steps));
            case MOMENTUM -> {
                // DL4J's p += beta1^2 v_{j-1}
                add(states[0], (float) (settings.beta1 * moments(since, until)[0]), p, at, count);
                scale(states[0], at, count, (float) power(settings.beta1, steps));
            }
            case AMSGRAD -> {
                float m0 = (float) moments(since, until)[0];
                float epsilon = (float) settings.epsilon;
                for (int i = at; i < at + count; i++) {
                    p[i] -= m0 * states[0][i] / ((float) Math.sqrt(states[2][i]) + epsilon);
                }
                decay(states, steps, at, count);
            }
            default -> {
                move(moments(since, until), p, states, at, count);
                decay(states, steps, at, count);
            }
        }
    }

    private void decay(float[][] states, int steps, int at, int count) {
        scale(states[0], at, count, (float) power(settings.beta1, steps));
        scale(states[1], at, count, (float) power(settings.beta2, steps));
    }

    /** Adam: the sum over q, parameter by parameter. */
    private void move(double[] m, float[] p, float[][] states, int at, int count) {
        if (ratios.length < count) {
            ratios = new float[count];
            inverses = new float[count];
            sums = new float[count];
        }
        // Each loop on arrays from their start, so that the JIT makes vector instructions of it.
        float[] ratio = ratios;
        float[] inverse = inverses;
        float[] sum = sums;
        System.arraycopy(states[1], at, ratio, 0, count);
        float epsilon = (float) settings.epsilon;
        for (int i = 0; i < count; i++) {
            ratio[i] = (float) Math.sqrt(ratio[i]);
        }
        for (int i = 0; i < count; i++) {
            inverse[i] = 1 / (ratio[i] + epsilon);
        }
        for (int i = 0; i < count; i++) {
            ratio[i] *= inverse[i];
        }
        Arrays.fill(sum, 0, count, (float) m[m.length - 1]);
        for (int q = m.length - 2; q >= 0; q--) {
            float next = (float) m[q];
            for (int i = 0; i < count; i++) {
                sum[i] = sum[i] * ratio[i] + next;
            }
        }
        System.arraycopy(states[0], at, ratio, 0, count);
        for (int i = 0; i < count; i++) {
            sum[i] = sum[i] * ratio[i] * inverse[i];
        }
        for (int i = 0; i < count; i++) {
            p[at + i] -= sum[i];
        }
    }

    private double[] moments(int since, int until) {
        if (left == 1 && since >= SETTLED && rate(SETTLED) == settings.rate) {
            int steps = Math.min(until - since, terms); // later ones are negligible
            double[] always = settled[steps];
            if (always == null) {
                always = new double[moments];
                settled[steps] = always;
                compute(since, since + steps, always);
            }
            return always;
        }
        int at = since & (KEPT - 1);
        double[] found = kept[at];
        if (found == null) {
            found = new double[moments];
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
        int count = Math.min(until - since, terms);
        int from = since;
        double[] rate = rates;
        if (since + count <= SETTLED) {
            rate(since + count); // so that they are there
        } else {
            rate = new double[count];
            for (int j = 0; j < count; j++) {
                rate[j] = rate(since + j);
            }
            from = 0;
        }
        double whole = power(left, until - since);
        for (int q = 0; q < into.length; q++) {
            into[q] = whole * dot(weights[q], rate, from, count);
        }
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

    /** The step size that a step has for a mean that decays. */
    private double rate(int step) {
        if (step > SETTLED) {
            return rate(SETTLED) == settings.rate ? settings.rate : computeRate(step);
        }
        while (known <= step) {
            rates[known] = computeRate(known);
            known++;
        }
        return rates[step];
    }

    private double computeRate(int step) {
        return switch (settings.kind) {
            case ADAM, AMSGRAD -> UpdateRule.corrected(settings.rate, settings.beta1, settings.beta2, step);
            case NADAM -> settings.beta1 * UpdateRule.nadamRate(settings.rate, settings.beta1, step);
            default -> -1; // momentum: what is subtracted is -beta1 v_j, whatever the step size
        };
    }

    private static void scale(float[] values, int at, int count, float factor) {
        if (factor < VANISHED) {
            Arrays.fill(
                    values,
                    at,
                    at + count,
                    0); // and not what float32 can only just show, which processors are slow with
            return;
        }
        for (int i = at; i < at + count; i++) {
            values[i] *= factor;
        }
    }

    private static void add(float[] values, float factor, float[] into, int at, int count) {
        for (int i = at; i < at + count; i++) {
            into[i] -= factor * values[i];
        }
    }

    /** base^exponent by squaring: the same digits on every machine. */
    private static double power(double base, int exponent) {
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
