package io.rdrop.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.tools.bench.ScoringLoad.Changes;
import io.rdrop.tools.bench.ScoringLoad.Delays;
import org.junit.jupiter.api.Test;

class ScoringLoadTest {
    private static final double[] MS = {1, 9, 2, 8, 7, 9, 3, 30};

    @Test
    void aChangeIsLaterThanTheAnswerBeforeItInItsPartition() {
        // Of the even records version 2 answers from the third on, of the odd ones from the fourth on.
        Delays delays = new Delays(MS, new long[] {1, 1, 1, 1, 2, 1, 2, 2});

        assertThat(delays.changes(2)).isEqualTo(new Changes(2, 21));
    }

    @Test
    void withoutAChangeNothingIsLater() {
        assertThat(new Delays(MS, new long[8]).changes(1)).isEqualTo(new Changes(0, 0));
    }

    @Test
    void theFirstOnesAreLeftOutWithTheirVersions() {
        Delays delays = new Delays(MS, new long[] {1, 2, 2, 2, 2, 2, 2, 3}).after(1);

        assertThat(delays.changes(1)).isEqualTo(new Changes(1, 27));
        assertThat(delays.percentile(1)).isEqualTo(30);
        assertThat(delays.percentile(0)).isEqualTo(2);
    }
}
