package io.rdrop.config;

import io.rdrop.objective.AlphaSchedule;
import java.util.List;

/** How alpha moves: alpha(t) = alpha * share(t). */
public record ScheduleConfig(
        @Setting(
                value =
                        "How alpha moves, alpha(t) = `r-drop.alpha` * share(t). `constant`: share 1. `linear`: from + (to -"
                                + " from) x, with x = min(1, t / over). `cosine`: to + (from - to) (1 + cos(pi x)) / 2."
                                + " `stepwise`: factor^(milestones <= t).",
                byDefault = "constant")
        ScheduleType type,

        @Setting(
                value = "What t counts before an update, from 0: `step` (updates) or `example` (examples trained on).",
                byDefault = "step")
        ScheduleClock by,

        @Setting(value = "linear, cosine: share of alpha at the start.", byDefault = "0")
        double from,

        @Setting(value = "linear, cosine: share of alpha from t = over on.", byDefault = "1")
        double to,

        @Setting(value = "linear, cosine: steps or examples from the first share to the last, >= 1.", byDefault = "0")
        long over,

        @Setting(
                value = "stepwise: ascending steps or examples, each of which multiplies alpha by the factor.",
                byDefault = "[]")
        List<Long> milestones,

        @Setting(value = "stepwise: what each milestone multiplies alpha by.", byDefault = "0.5")
        double factor) {
    private static final double FROM = 0;
    private static final double TO = 1;
    private static final double FACTOR = 0.5;

    public ScheduleConfig {
        milestones = List.copyOf(milestones);
        boolean ramp = type == ScheduleType.LINEAR || type == ScheduleType.COSINE;
        boolean stepwise = type == ScheduleType.STEPWISE;
        String shape = ConfigBinder.kebab(type.name());
        Check.finite("from", from);
        Check.finite("to", to);
        Check.finite("factor", factor);
        if (ramp && over < 1) {
            throw new ConfigException(
                    "over must be >= 1 for schedule type " + shape + " (the length of the ramp) but was " + over);
        }
        if (ramp && from == 0 && to == 0) {
            throw new ConfigException("from and to must not both be 0, which is r-drop.alpha: 0 with extra steps");
        }
        if (!ramp && (over != 0 || from != FROM || to != TO)) {
            throw new ConfigException("from, to and over are for schedule types linear and cosine but type is " + shape
                    + " and they were " + from + ", " + to + " and " + over);
        }
        if (stepwise && milestones.isEmpty()) {
            throw new ConfigException("milestones must name at least one step or example for schedule type stepwise");
        }
        if (!stepwise && !(milestones.isEmpty() && factor == FACTOR)) {
            throw new ConfigException("milestones and factor are for schedule type stepwise but type is " + shape
                    + " and they were " + milestones + " and " + factor);
        }
        long last = 0;
        for (long milestone : milestones) {
            if (milestone <= last) {
                throw new ConfigException("milestones must be positive and ascending but were " + milestones);
            }
            last = milestone;
        }
    }

    /** Share 1 at all times. */
    static ScheduleConfig constant() {
        return new ScheduleConfig(ScheduleType.CONSTANT, ScheduleClock.STEP, FROM, TO, 0, List.of(), FACTOR);
    }

    /** Share of alpha at an update with so many updates and examples before it. */
    public double share(long steps, long examples) {
        return schedule().share(by == ScheduleClock.STEP ? steps : examples);
    }

    private AlphaSchedule schedule() {
        return switch (type) {
            case CONSTANT -> new AlphaSchedule.Constant();
            case LINEAR -> new AlphaSchedule.Linear(from, to, over);
            case COSINE -> new AlphaSchedule.Cosine(from, to, over);
            case STEPWISE -> new AlphaSchedule.Stepwise(milestones, factor);
        };
    }
}
