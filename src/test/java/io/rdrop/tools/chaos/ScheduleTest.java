package io.rdrop.tools.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static final int KINDS = 15;

    @Test
    void theSameSeedGivesTheSameSchedule() {
        assertThat(Schedule.of(40, 7)).isEqualTo(Schedule.of(40, 7)).isNotEqualTo(Schedule.of(40, 8));
    }

    @Test
    void aLongerScheduleBeginsLikeAShorterOne() {
        assertThat(Schedule.of(40, 7).subList(0, 13)).isEqualTo(Schedule.of(13, 7));
    }

    @Test
    void everyKindComesBeforeAnyComesAgain() {
        List<String> titles =
                Schedule.of(2 * KINDS, 3).stream().map(Disturbance::title).toList();

        assertThat(titles.subList(0, KINDS)).doesNotHaveDuplicates();
        assertThat(titles.subList(KINDS, 2 * KINDS)).containsExactlyInAnyOrderElementsOf(titles.subList(0, KINDS));
        assertThat(titles)
                .containsAll(Stream.of(Scenario.values())
                        .filter(scenario -> !scenario.hasMoments())
                        .map(Scenario::title)
                        .toList());
        assertThat(titles).contains("JobManager, kill -9 while training", "TaskManager, kill -9 in a commit");
    }

    @Test
    void disturbancesAreNumberedFromOne() {
        assertThat(Schedule.of(3, 1)).extracting(Disturbance::number).containsExactly(1, 2, 3);
    }
}
