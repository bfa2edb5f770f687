package io.rdrop.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the correction of time-outs is for. */
class DelayedClicksTest {
    private static final int EVENTS = 7_200;

    private static DelayedClicks.Outcome run(DelayedClicks stream, String learner, String... settings) {
        List<String> all = new ArrayList<>(List.of(settings));
        all.add("learner=" + learner);
        return stream.run(DelayedClicks.job(all));
    }

    /** Most clicks come after the wait: without correction they are learned as none. */
    @ParameterizedTest
    @CsvSource({"single, 0.01", "pool, 0.02"}) // a pool's neighbours find the event itself: docs/late-labels.md
    void correctedTimeOutsArePredictedAboutAsWellAsAfterAWaitForAllLabels(String learner, double worse) {
        DelayedClicks stream = new DelayedClicks(EVENTS, 1);
        DelayedClicks.Outcome without = run(stream, learner, "labels.wait=1m");
        DelayedClicks.Outcome corrected = run(stream, learner, "labels.wait=1m", "labels.correction=1h");
        DelayedClicks.Outcome waited = run(stream, learner, "labels.wait=1h");

        assertThat(corrected.logLoss()).isLessThan(0.8 * without.logLoss());
        assertThat(corrected.logLoss()).isLessThan(waited.logLoss() + worse);
        double share = corrected.share();
        assertThat(Math.abs(corrected.predicted() - share)).isLessThan(0.3 * Math.abs(without.predicted() - share));
        assertThat(corrected.learned()).isGreaterThan(without.learned());
    }
}
