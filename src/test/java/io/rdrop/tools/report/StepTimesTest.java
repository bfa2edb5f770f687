package io.rdrop.tools.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StepTimesTest {
    private static final Percentage ONE_PERCENT = Percentage.withPercentage(1);

    @ParameterizedTest
    @ValueSource(doubles = {0.01, 1, 60_000})
    void percentilesAreWithinOnePercent(double scaleMs) {
        StepTimes times = new StepTimes();
        for (int i = 1; i <= 1_000; i++) {
            times.add(i * scaleMs / 10);
        }

        assertThat(times.percentile(0.5)).isCloseTo(50 * scaleMs, ONE_PERCENT);
        assertThat(times.percentile(0.99)).isCloseTo(99 * scaleMs, ONE_PERCENT);
        assertThat(times.percentile(1)).isCloseTo(100 * scaleMs, ONE_PERCENT);
    }

    @Test
    void oneSlowStepInAHundredIsNotTheNinetyNinthPercentile() {
        StepTimes times = new StepTimes();
        for (int i = 0; i < 99; i++) {
            times.add(2);
        }
        times.add(500);

        assertThat(times.percentile(0.99)).isCloseTo(2, ONE_PERCENT);
        assertThat(times.percentile(1)).isCloseTo(500, ONE_PERCENT);
    }

    @Test
    void sumsTheTimesOfSeveralModels() {
        StepTimes fast = new StepTimes();
        StepTimes slow = new StepTimes();
        fast.add(1);
        slow.add(10);
        slow.add(11);
        fast.addAll(slow);

        assertThat(fast.percentile(0.5)).isCloseTo(10, ONE_PERCENT);
    }

    @Test
    void clampsWhatLiesBeyondItsRange() {
        StepTimes times = new StepTimes();
        times.add(0);
        times.add(Double.NaN);
        assertThat(times.percentile(1)).isCloseTo(0.001, ONE_PERCENT);
        times.add(Double.POSITIVE_INFINITY);
        assertThat(times.percentile(1)).isGreaterThan(10_000_000);
    }

    @Test
    void hasNoPercentileWithoutAStep() {
        assertThat(new StepTimes().percentile(0.5)).isNaN();
    }
}
