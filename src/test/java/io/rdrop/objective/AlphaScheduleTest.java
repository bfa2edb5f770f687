package io.rdrop.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class AlphaScheduleTest {
    @Test
    void constantNeverMoves() {
        assertThat(new AlphaSchedule.Constant().share(0)).isEqualTo(1);
        assertThat(new AlphaSchedule.Constant().share(Long.MAX_VALUE)).isEqualTo(1);
    }

    @Test
    void linearRunsFromOneShareToTheOtherAndStays() {
        AlphaSchedule linear = new AlphaSchedule.Linear(0.2, 1.2, 10);
        assertThat(linear.share(0)).isEqualTo(0.2);
        assertThat(linear.share(3)).isCloseTo(0.5, within(1e-12));
        assertThat(linear.share(10)).isEqualTo(1.2);
        assertThat(linear.share(Long.MAX_VALUE)).isEqualTo(1.2);
    }

    @Test
    void cosineIsFlatAtBothEndsAndHalfwayInTheMiddle() {
        AlphaSchedule cosine = new AlphaSchedule.Cosine(1, 0.25, 100);
        assertThat(cosine.share(0)).isEqualTo(1);
        assertThat(1 - cosine.share(1)).isBetween(1e-6, 1e-3);
        assertThat(cosine.share(50)).isCloseTo(0.625, within(1e-12));
        assertThat(cosine.share(25)).isCloseTo(0.25 + 0.75 * (1 + Math.sqrt(0.5)) / 2, within(1e-12));
        assertThat(cosine.share(100)).isEqualTo(0.25);
    }

    @Test
    void stepwiseMultipliesAtEachMilestone() {
        AlphaSchedule stepwise = new AlphaSchedule.Stepwise(List.of(10L, 30L), 0.5);
        assertThat(stepwise.share(9)).isEqualTo(1);
        assertThat(stepwise.share(10)).isEqualTo(0.5);
        assertThat(stepwise.share(29)).isEqualTo(0.5);
        assertThat(stepwise.share(30)).isEqualTo(0.25);
    }

    @Test
    void refusesWhatIsNoSchedule() {
        assertThatThrownBy(() -> new AlphaSchedule.Linear(-1, 1, 5)).hasMessageContaining("from must be");
        assertThatThrownBy(() -> new AlphaSchedule.Cosine(0, Double.NaN, 5)).hasMessageContaining("to must be");
        assertThatThrownBy(() -> new AlphaSchedule.Linear(0, 1, 0)).hasMessageContaining("over must be >= 1");
        assertThatThrownBy(() -> new AlphaSchedule.Stepwise(List.of(3L, 3L), 1)).hasMessageContaining("ascending");
    }
}
