package io.rdrop.tools.live;

import io.rdrop.example.ClassScores;
import io.rdrop.example.Scores;
import io.rdrop.example.SourcePosition;
import io.rdrop.example.StepReport;
import java.util.List;

/** Made-up step reports. */
public final class Steps {
    public static final int ROWS = 32;

    private Steps() {}

    public static StepReport at(String model, long step, double accuracy) {
        Scores scores = ClassScores.of(step * ROWS, accuracy, 0.7, 0.3, 0.4, 0.45);
        SourcePosition position = new SourcePosition("examples", 0, step * ROWS - 1, 1_000);
        return new StepReport(
                model,
                step,
                ROWS,
                true,
                step * ROWS,
                0,
                new StepReport.Memory(0, 0),
                0.4,
                0.01,
                0.81,
                1.0,
                0.003,
                0.7,
                0,
                scores,
                scores,
                position,
                1_000,
                2.0,
                List.of(),
                null);
    }
}
