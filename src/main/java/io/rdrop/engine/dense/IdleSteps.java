package io.rdrop.engine.dense;

import java.util.Arrays;
import java.util.Optional;

/**
 * What steps without a gradient do to a row of parameters, many at once. An optimiser with momentum moves a parameter
 * on after its last gradient, and decay shrinks it; with a gradient of 0 in steps 1..k
 *
 * <pre>
 *   m_j = beta1^j m_0      v_j = beta2^j v_0      p_j = d p_{j-1} - u_j      d = 1 - decay
 *   Adam     u_j = rate_j m_j / (sqrt(v_j) + epsilon)      p_k = d^k p_0 - sum_j d^(k-j) u_j
 * </pre>
 *
 * <p>The sum needs no loop over parameters and steps: with s = sqrt(v_0), c_j = beta2^(j/2) and r = s / (s + epsilon)
 * it is
 *
 * <pre>  m_0 / (s + epsilon) * sum_q r^q M_q      M_q = sum_j d^(k-j) rate_j beta1^j (1 - c_j)^q</pre>
 *
 * <p>where the moments M_q are the same for all parameters ({@link IdleMoments}). So k steps are exact up to rounding,
 * at the price of about one.
 *
 * <p>Not thread-safe.
 */
public final class IdleSteps {
    private static final float VANISHED = 1e-25f;

    private final Settings settings;

    /** What a step leaves of a parameter. */
    private final double left;

    private final IdleMoments moments;
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
     * @param beta1 decay of the mean; of MOMENTUM the momentum; else 0
     * @param beta2 decay of the mean of squares; else 0
     * @param l2 times the parameters is added to the gradients before the optimiser
     * @param decay times the parameters is subtracted from them beside the optimiser's step
     */
    public record Settings(
            Kind kind, double rate, double beta1, double beta2, double epsilon, double l2, double decay) {
        /** The same with another step size, to which the decay beside it belongs. */
        Settings scaled(double factor) {
            return new Settings(kind, factor * rate, beta1, beta2, epsilon, l2, factor * decay);
        }
    }

    private IdleSteps(Settings settings) {
        this.settings = settings;
        this.left = left(settings);
        this.moments = new IdleMoments(left, settings.beta1, root(settings), this::rate);
    }

    /** Empty if many steps cannot be taken at once: L2 makes a gradient, a slow decay has no negligible term. */
    public static Optional<IdleSteps> of(Settings settings) {
        boolean canRest = settings.l2 == 0 || settings.kind == Kind.SGD;
        return canRest && left(settings) > 0 && IdleMoments.areFew(settings.beta1, root(settings))
                ? Optional.of(new IdleSteps(settings))
                : Optional.empty();
    }

    private static double left(Settings settings) {
        return 1 - settings.decay - settings.rate * settings.l2;
    }

    /** By how much the root of the mean of squares shrinks in a step; 1 where it does not matter. */
    private static double root(Settings settings) {
        return settings.kind == Kind.ADAM || settings.kind == Kind.NADAM ? Math.sqrt(settings.beta2) : 1;
    }

    /** The step size that a step has for a mean that decays. */
    private double rate(int step) {
        return switch (settings.kind) {
            case ADAM, AMSGRAD -> UpdateRule.corrected(settings.rate, settings.beta1, settings.beta2, step);
            case NADAM -> settings.beta1 * UpdateRule.nadamRate(settings.rate, settings.beta1, step);
            default -> -settings.beta1; // momentum: what is subtracted is -beta1 v_j, whatever the step size
        };
    }

    Settings settings() {
        return settings;
    }

    /** Values of optimiser state per parameter. */
    int states() {
        return settings.kind.states;
    }

    /** Takes the 0-based steps since..until - 1 of so many parameters, from one on, and of their states. */
    void take(int since, int until, float[] p, float[][] states, int at, int count) {
        int steps = until - since;
        if (steps <= 0) {
            return;
        }
        float shrink = (float) IdleMoments.power(left, steps);
        if (shrink != 1) {
            scale(p, at, count, shrink);
        }
        switch (settings.kind) {
            case SGD, ADAGRAD -> {
                // The state, if there is any, is a sum of squares, to which 0 is added.
            }
            case RMSPROP -> scale(states[0], at, count, (float) IdleMoments.power(settings.beta2, steps));
            case MOMENTUM -> {
                // DL4J's p += beta1 v_j
                add(states[0], (float) moments.of(since, until)[0], p, at, count);
                scale(states[0], at, count, (float) IdleMoments.power(settings.beta1, steps));
            }
            case AMSGRAD -> {
                float m0 = (float) moments.of(since, until)[0];
                float epsilon = (float) settings.epsilon;
                for (int i = at; i < at + count; i++) {
                    p[i] -= m0 * states[0][i] / ((float) Math.sqrt(states[2][i]) + epsilon);
                }
                decay(states, steps, at, count);
            }
            default -> {
                move(moments.of(since, until), p, states, at, count);
                decay(states, steps, at, count);
            }
        }
    }

    private void decay(float[][] states, int steps, int at, int count) {
        scale(states[0], at, count, (float) IdleMoments.power(settings.beta1, steps));
        scale(states[1], at, count, (float) IdleMoments.power(settings.beta2, steps));
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
}
