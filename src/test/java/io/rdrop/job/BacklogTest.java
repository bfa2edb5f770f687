package io.rdrop.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A learner of known costs behind a source of known speed, in time that is only counted. */
class BacklogTest {
    private static final Duration TARGET = Duration.ofSeconds(10);

    /** Microseconds an example by level. */
    private static final double[] COSTS = {100, 50, 25, 10};

    private final Backlog backlog = new Backlog(TARGET, COSTS.length - 1, 0);
    private final List<Integer> levels = new ArrayList<>(List.of(0));
    private double nowUs;
    private double arrivesUs;
    private long delayMs;

    /** Records that come at a rate, for so long. */
    private void source(double perSecond, int seconds) {
        double endUs = arrivesUs + seconds * 1e6;
        while (arrivesUs < endUs) {
            nowUs = Math.max(nowUs, arrivesUs);
            double costUs = COSTS[backlog.level()];
            nowUs += costUs;
            delayMs = (long) ((nowUs - arrivesUs) / 1e3);
            int level = backlog.learned((long) (nowUs / 1e3), delayMs, (long) (costUs * 1e3));
            if (level != levels.get(levels.size() - 1)) {
                levels.add(level);
            }
            arrivesUs += 1e6 / perSecond;
        }
    }

    @Test
    void nothingGivesWayWhereEverythingIsLearnedInTime() {
        source(9_000, 300);
        assertThat(levels).containsExactly(0);
        assertThat(delayMs).isZero();
    }

    @Test
    void aSourceThatIsTooFastIsCaughtUpWithWithinAMinuteAndAllIsBackWithinAnother() {
        source(5_000, 60);
        source(80_000, 60);
        assertThat(delayMs).as("a minute later").isLessThanOrEqualTo(TARGET.toMillis());
        assertThat(backlog.level()).isEqualTo(3);
        source(80_000, 240);
        assertThat(delayMs).isLessThanOrEqualTo(TARGET.toMillis());

        source(5_000, 60);

        assertThat(backlog.level()).isZero();
        assertThat(delayMs).isZero();
        assertThat(levels).containsExactly(0, 1, 2, 3, 2, 1, 0);
    }

    /** Twice as fast as can be learned in full: level 2 is enough, and does not alternate with what is not. */
    @Test
    void aLevelThatIsKnownToBeTooDearIsNotTriedAgain() {
        source(18_000, 600);
        assertThat(levels).startsWith(0, 1).hasSizeLessThan(8);
        assertThat(backlog.level()).isBetween(1, 2);
    }

    @Test
    void moreThanCanBeHelpedStaysAtTheLastLevel() {
        source(200_000, 60);
        assertThat(backlog.level()).isEqualTo(3);
        assertThat(levels).containsExactly(0, 1, 2, 3);
    }

    @Test
    void aRestoredLevelIsLeftOnceItsCostIsFoundOut() {
        Backlog restored = new Backlog(TARGET, 3, 2);
        for (int i = 0; i < 100_000; i++) {
            restored.learned(i, 0, 10_000);
        }
        assertThat(restored.level()).isZero();
        assertThat(new Backlog(TARGET, 1, 3).level()).isEqualTo(1);
    }
}
