package io.rdrop.tools.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * How long so many disturbances of one kind took, until the next batch was trained on and the next version committed.
 */
public record RecoveryTimes(String title, int count, Spread trained, Spread committed) {
    /** Median (of two middle ones the greater) and maximum, in milliseconds. */
    public record Spread(long medianMs, long maxMs) {
        static Spread of(List<DisturbanceOutcome> outcomes, ToLongFunction<DisturbanceOutcome> time) {
            long[] sorted = outcomes.stream().mapToLong(time).sorted().toArray();
            return new Spread(sorted[sorted.length / 2], sorted[sorted.length - 1]);
        }
    }

    /** One for each scenario that occurs, kills apart by moment, and one for all. */
    public static List<RecoveryTimes> of(List<DisturbanceOutcome> outcomes) {
        List<RecoveryTimes> times = new ArrayList<>();
        for (Scenario scenario : Scenario.values()) {
            for (Moment moment : Moment.values()) {
                List<DisturbanceOutcome> of = outcomes.stream()
                        .filter(outcome -> outcome.disturbance().scenario() == scenario
                                && outcome.disturbance().moment() == moment)
                        .toList();
                if (!of.isEmpty()) {
                    times.add(of(of.get(0).disturbance().title(), of));
                }
            }
        }
        if (!outcomes.isEmpty()) {
            times.add(of("all", outcomes));
        }
        return times;
    }

    private static RecoveryTimes of(String title, List<DisturbanceOutcome> outcomes) {
        return new RecoveryTimes(
                title,
                outcomes.size(),
                Spread.of(outcomes, DisturbanceOutcome::trainedMs),
                Spread.of(outcomes, DisturbanceOutcome::committedMs));
    }
}
