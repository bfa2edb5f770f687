package io.rdrop.tools.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.example.Score;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutcomeTest {
    @ParameterizedTest
    @CsvSource({
        "LOG_LOSS, -0.02,  0.01, false, HELPS, a helps against b: log-loss -0.0200 ± 0.0100.",
        "LOG_LOSS,  0.02,  0.01, false, HURTS, a is worse than b: log-loss +0.0200 ± 0.0100.",
        "LOG_LOSS, -0.02,  0.02, false, OPEN,  a is level with b: log-loss -0.0200 ± 0.0200.",
        "LOG_LOSS,  0.02,  0.03, false, OPEN,  a is level with b: log-loss +0.0200 ± 0.0300.",
        "ACCURACY,  0.02,  0.01, false, HELPS, a helps against b: accuracy +0.0200 ± 0.0100.",
        "ACCURACY, -0.02,  0.01, false, HURTS, a is worse than b: accuracy -0.0200 ± 0.0100.",
        "LOG_LOSS,  0,     0,    true,  SAME,  a is the same as b: with equal compute they are one configuration."
    })
    void isClaimedOnlyOutsideTheInterval(
            Score score, double mean, double halfWidth, boolean twins, Outcome outcome, String sentence) {
        ExperimentTable.Difference difference = new ExperimentTable.Difference(
                new Contrast("a", "b"),
                twins,
                Map.of(score, new ConfidenceInterval(mean, halfWidth), Score.KAPPA, new ConfidenceInterval(0, 1)),
                Map.of(),
                List.of(),
                List.of());
        ExperimentTable.OfStream stream =
                new ExperimentTable.OfStream("s", 1, 1000, false, 0, List.of(), List.of(difference));

        assertThat(Outcome.of(difference, score)).isEqualTo(outcome);
        assertThat(ExperimentText.verdicts(stream)).containsExactly(sentence);
    }
}
