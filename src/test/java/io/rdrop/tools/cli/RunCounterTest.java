package io.rdrop.tools.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.example.Scores;
import io.rdrop.example.SourcePosition;
import io.rdrop.example.StepReport;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunCounterTest {
    private final RunCounter counter = new RunCounter();

    @Test
    void aModelThatBeginsAnewIsAnotherRun() {
        assertThat(counter.runOf(report("de", 1, 8))).isEqualTo(1);
        assertThat(counter.runOf(report("de", 2, 16))).isEqualTo(1);
        assertThat(counter.runOf(report("fr", 1, 8))).isEqualTo(1);
        assertThat(counter.runOf(report("de", 1, 8))).isEqualTo(2);
        assertThat(counter.runOf(report("de", 2, 16))).isEqualTo(2);
        assertThat(counter.runOf(report("fr", 2, 16))).isEqualTo(1);

        assertThat(counter.runs("de")).isEqualTo(2);
        assertThat(counter.runs("fr")).isEqualTo(1);
        assertThat(counter.runs("es")).isZero();
        assertThat(counter.most()).isEqualTo(2);
        assertThat(counter.repeated()).isZero();
    }

    @Test
    void aTopicThatHasForgottenItsFirstStepsBeginsWithARun() {
        assertThat(counter.runOf(report("de", 1_001, 8_008))).isEqualTo(1);
        assertThat(counter.runOf(report("de", 2, 8))).isEqualTo(2);
    }

    @Test
    void aJobRestoredFromAnOlderSavepointGoesOnWithItsRun() {
        for (long step = 1; step <= 5; step++) {
            counter.runOf(report("de", step, 8 * step));
        }

        assertThat(counter.runOf(report("de", 4, 32))).isEqualTo(1);
        assertThat(counter.runOf(report("de", 5, 40))).isEqualTo(1);
        assertThat(counter.repeated()).isEqualTo(1);
    }

    private static StepReport report(String model, long step, long trained) {
        Scores none = new Scores(0, Map.of());
        SourcePosition position = new SourcePosition("examples", 0, trained - 1, 0);
        StepReport.Memory memory = new StepReport.Memory(0, 0);
        return new StepReport(
                model, step, 8, true, trained, 0, memory, 0.5, 0, 1, 1, 0.01, 1, 0, none, none, position, 0, 1,
                List.of(), null);
    }
}
