package io.rdrop.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.config.JobConfig;
import io.rdrop.session.ModelSession;
import io.rdrop.state.MemoryChunks;
import io.rdrop.state.StateParts;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows of a table that rest over a checkpoint take their steps later: when it was taken must not show in any byte. */
class RestoredTableTest {
    private static final int EXAMPLES = 121;

    private static JobConfig config() {
        return Jobs.config(
                Path.of("none"),
                "encoding.hash-buckets=3000",
                "encoding.one-hot-categories=1",
                "model.hidden=[6]",
                "replay.type=sliding-window",
                "replay.capacity=10",
                "replay.updates-per-batch=2",
                "model.updater.type=adam");
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 10, 50})
    void endsWithTheBytesOfAnUndisturbedRun(int every) throws IOException {
        String undisturbed;
        try (ModelSession session = ModelSession.create("de", config(), 1)) {
            for (int i = 0; i < EXAMPLES; i++) {
                session.add(Jobs.example("de", i), 0);
            }
            undisturbed = session.snapshot(0).manifest().stateSha256();
        }
        ModelSession session = ModelSession.create("de", config(), 1);
        try {
            for (int i = 0; i < EXAMPLES; i++) {
                if (i % every == 0) {
                    StateParts state = new StateParts(new MemoryChunks(), 1_000);
                    session.save(state);
                    session.close();
                    session = ModelSession.restore("de", config(), state, 1, 0);
                }
                session.add(Jobs.example("de", i), 0);
            }
            assertThat(session.snapshot(0).manifest().stateSha256()).isEqualTo(undisturbed);
        } finally {
            session.close();
        }
    }
}
