package io.rdrop.tools.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ConfidenceIntervalTest {
    @Test
    void isStudentsInterval() {
        // mean 3, s = sqrt(2.5), t(0.975, 4) = 2.776445
        ConfidenceInterval interval = ConfidenceInterval.of(1, 2, 3, 4, 5);

        assertThat(interval.mean()).isEqualTo(3);
        assertThat(interval.halfWidth()).isCloseTo(2.776445 * Math.sqrt(2.5) / Math.sqrt(5), within(1e-6));
    }

    @Test
    void ofOneMeasurementIsSeparateFromNothing() {
        ConfidenceInterval one = ConfidenceInterval.of(1);

        assertThat(one.halfWidth()).isNaN();
        assertThat(one.isSeparateFrom(ConfidenceInterval.of(5, 5.1))).isFalse();
    }

    @Test
    void isSeparateWhereNoValueIsInBoth() {
        ConfidenceInterval low = new ConfidenceInterval(1, 0.4);

        assertThat(low.isSeparateFrom(new ConfidenceInterval(2, 0.5))).isTrue();
        assertThat(low.isSeparateFrom(new ConfidenceInterval(2, 0.7))).isFalse();
    }

    @Test
    void saysWhichWayADifferenceGoesOnlyWhere0IsOutside() {
        assertThat(new ConfidenceInterval(-1, 0.9).excludesZero()).isTrue();
        assertThat(new ConfidenceInterval(-1, 1).excludesZero()).isFalse();
        assertThat(ConfidenceInterval.of(0, 0, 0).excludesZero()).isFalse();
        assertThat(ConfidenceInterval.of(5).excludesZero()).isFalse();
    }
}
