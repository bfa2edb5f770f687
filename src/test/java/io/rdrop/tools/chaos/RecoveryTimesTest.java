package io.rdrop.tools.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecoveryTimesTest {
    private final List<DisturbanceOutcome> outcomes = new ArrayList<>();

    private void add(Scenario scenario, Moment moment, long trainedMs, long committedMs) {
        outcomes.add(new DisturbanceOutcome(
                new Disturbance(outcomes.size() + 1, scenario, moment, 0, 0, 0),
                "done",
                trainedMs,
                committedMs,
                List.of()));
    }

    @Test
    void mediansAndMaximaByScenarioAndMoment() {
        add(Scenario.TASKMANAGER_KILL, Moment.COMMIT, 5_000, 9_000);
        add(Scenario.BROKER_KILL, Moment.STEPS, 3_000, 4_000);
        add(Scenario.TASKMANAGER_KILL, Moment.STEPS, 6_000, 6_500);
        add(Scenario.BROKER_KILL, Moment.STEPS, 1_000, 8_000);
        add(Scenario.BROKER_KILL, Moment.STEPS, 2_000, 5_000);

        assertThat(RecoveryTimes.of(outcomes))
                .containsExactly(
                        new RecoveryTimes(
                                "TaskManager, kill -9 while training",
                                1,
                                new RecoveryTimes.Spread(6_000, 6_000),
                                new RecoveryTimes.Spread(6_500, 6_500)),
                        new RecoveryTimes(
                                "TaskManager, kill -9 in a commit",
                                1,
                                new RecoveryTimes.Spread(5_000, 5_000),
                                new RecoveryTimes.Spread(9_000, 9_000)),
                        new RecoveryTimes(
                                "broker, kill -9",
                                3,
                                new RecoveryTimes.Spread(2_000, 3_000),
                                new RecoveryTimes.Spread(5_000, 8_000)),
                        new RecoveryTimes(
                                "all",
                                5,
                                new RecoveryTimes.Spread(3_000, 6_000),
                                new RecoveryTimes.Spread(6_500, 9_000)));
    }

    @Test
    void theTableIsForPeople() {
        add(Scenario.BROKER_KILL, Moment.STEPS, 3_040, 4_060);

        assertThat(ChaosReport.table(outcomes))
                .contains("| broker, kill -9 | 1 | 3.0 s | 3.0 s | 4.1 s | 4.1 s |")
                .contains("| all | 1 |");
    }
}
