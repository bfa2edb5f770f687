package io.rdrop.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OutlierLogTest {
    @Test
    void warnsAtEveryPowerOfTen() {
        assertThat(IntStream.rangeClosed(1, 2000).filter(count -> OutlierLog.isDue(count, 1)))
                .containsExactly(1, 10, 100, 1000);
    }

    @Test
    void warnsOnceWhereAStepGoesBeyondOne() {
        assertThat(OutlierLog.isDue(8, 8)).isTrue();
        assertThat(OutlierLog.isDue(16, 8)).isTrue();
        assertThat(OutlierLog.isDue(24, 8)).isFalse();
        assertThat(OutlierLog.isDue(2000, 1999)).isTrue();
        assertThat(OutlierLog.isDue(Long.MAX_VALUE, 1)).isFalse();
    }
}
