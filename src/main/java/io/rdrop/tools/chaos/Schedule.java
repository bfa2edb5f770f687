package io.rdrop.tools.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Which disturbances come, and when: each scenario, kills once for each moment, before any comes again. */
public final class Schedule {
    private static final int PAUSE_MS = 2_500;
    private static final int CHECKPOINT_JITTER_MS = 120;
    private static final int OUTAGE_MS = 3_000;

    private Schedule() {}

    /** The same for the same number and seed; a longer one begins like a shorter one. */
    public static List<Disturbance> of(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Disturbance> schedule = new ArrayList<>();
        List<Disturbance> deck = new ArrayList<>();
        while (schedule.size() < count) {
            if (deck.isEmpty()) {
                deck = deck();
            }
            Disturbance drawn = deck.remove(random.nextInt(deck.size()));
            schedule.add(new Disturbance(
                    schedule.size() + 1,
                    drawn.scenario(),
                    drawn.moment(),
                    random.nextInt(PAUSE_MS),
                    random.nextInt(CHECKPOINT_JITTER_MS),
                    random.nextInt(OUTAGE_MS)));
        }
        return schedule;
    }

    private static List<Disturbance> deck() {
        List<Disturbance> deck = new ArrayList<>();
        for (Scenario scenario : Scenario.values()) {
            for (Moment moment : scenario.hasMoments() ? Moment.values() : new Moment[] {Moment.STEPS}) {
                deck.add(new Disturbance(0, scenario, moment, 0, 0, 0));
            }
        }
        return deck;
    }
}
