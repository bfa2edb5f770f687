package io.rdrop.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import org.junit.jupiter.api.Test;

class RefereeGapTest {
    private static final float[] ZERO = {0.9f, 0.1f};
    private static final float[] ONE = {0.1f, 0.9f};

    @Test
    void isNotKnownBeforeAWholeWindow() {
        RefereeGap gap = new RefereeGap(2);
        for (int i = 0; i < 2999; i++) {
            gap.add(0, ONE);
        }
        assertThat(gap.worst()).isNaN();
        gap.add(0, ONE);
        assertThat(gap.worst()).isEqualTo(1);
    }

    @Test
    void keepsTheWorstWindow() {
        RefereeGap gap = new RefereeGap(2);
        for (int i = 0; i < 10_000; i++) {
            gap.add(0, i >= 5000 && i < 5100 ? ONE : ZERO);
        }
        assertThat(gap.worst()).isEqualTo(0.05);
    }

    @Test
    void isBelowZeroWhereBothRefereesAreBehind() {
        RefereeGap gap = new RefereeGap(2);
        for (int i = 0; i < 6000; i++) {
            gap.add(i % 2, i % 2 == 0 ? ZERO : ONE);
        }
        assertThat(gap.worst()).isCloseTo(-0.5, offset(0.001));
    }

    @Test
    void theRefereeOfTheLabelBeforeCountsWhereItIsTheBetterOne() {
        RefereeGap gap = new RefereeGap(2);
        for (int i = 0; i < 8000; i++) {
            gap.add(i / 4000, ZERO);
        }
        assertThat(gap.worst()).isCloseTo(1, offset(0.001));
    }
}
