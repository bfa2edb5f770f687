package io.rdrop.objective;

import io.rdrop.Public;
import java.util.List;

/**
 * How alpha moves while a model learns: as a share of the configured alpha, so that {@code alpha(t) = alpha *
 * share(t)}. t counts steps or examples, whichever the caller counts, and is 0 at the first update.
 */
@Public
public sealed interface AlphaSchedule {
    /** The share of alpha at t, the steps or examples before this update. */
    double share(long t);

    /** Share 1 at all times. */
    record Constant() implements AlphaSchedule {
        @Override
        public double share(long t) {
            return 1;
        }
    }

    /** {@code share(t) = from + (to - from) * x} with {@code x = min(1, t / over)}. */
    record Linear(double from, double to, long over) implements AlphaSchedule {
        public Linear {
            check(from, to, over);
        }

        @Override
        public double share(long t) {
            // The end is returned and not computed: from + (to - from) may miss it by a rounding.
            return t >= over ? to : from + (to - from) * ((double) t / over);
        }
    }

    /** {@code share(t) = to + (from - to) * (1 + cos(pi x)) / 2} with {@code x = min(1, t / over)}. */
    record Cosine(double from, double to, long over) implements AlphaSchedule {
        public Cosine {
            check(from, to, over);
        }

        @Override
        public double share(long t) {
            // StrictMath: the same bits on every machine, which a restored job may rely on.
            return t >= over ? to : to + (from - to) * (1 + StrictMath.cos(Math.PI * t / over)) / 2;
        }
    }

    /** {@code share(t) = factor^k}, k the number of milestones at or before t. */
    record Stepwise(List<Long> milestones, double factor) implements AlphaSchedule {
        public Stepwise {
            milestones = List.copyOf(milestones);
            long last = 0;
            for (long milestone : milestones) {
                if (milestone <= last) {
                    throw new IllegalArgumentException(
                            "milestones must be positive and ascending but were " + milestones);
                }
                last = milestone;
            }
            checkShare("factor", factor);
        }

        @Override
        public double share(long t) {
            double share = 1;
            for (long milestone : milestones) {
                share *= milestone <= t ? factor : 1;
            }
            return share;
        }
    }

    private static void check(double from, double to, long over) {
        checkShare("from", from);
        checkShare("to", to);
        if (over < 1) {
            throw new IllegalArgumentException("over must be >= 1 but was " + over);
        }
    }

    private static void checkShare(String name, double share) {
        if (!(share >= 0) || Double.isInfinite(share)) {
            throw new IllegalArgumentException(name + " must be finite and >= 0 but was " + share);
        }
    }
}
