package io.rdrop.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.config.JobConfig;
import io.rdrop.example.StepReport;
import io.rdrop.job.Jobs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalRunTest {
    private static final JobConfig CONFIG = Jobs.config(Path.of("none"), "micro-batch.size=4", "history.labels=1");

    @Test
    void endsWithTheStateThatAJobsSessionEndsWith() throws IOException {
        try (LocalRun run = new LocalRun(CONFIG);
                ModelSession session = ModelSession.create("de", CONFIG, 1)) {
            for (int i = 0; i < 11; i++) {
                StepReport step = run.add(Jobs.example("de", i));
                StepReport expected = session.add(Jobs.example("de", i), 0);
                assertThat(step == null).isEqualTo(expected == null);
            }
            assertThat(run.finish()).extracting(StepReport::rows).containsExactly(3);
            session.flush();

            assertThat(run.learner("de").trained()).isEqualTo(11);
            assertThat(run.learner("de").stateSha256())
                    .isEqualTo(session.snapshot(0).manifest().stateSha256());
        }
    }

    /** But for its counters, which no state has: what the micro-batch is, nothing depends on. */
    @ParameterizedTest
    @ValueSource(strings = {"learner=single", "learner=pool"})
    void oneByOneTheSizeOfMicroBatchesChangesNothing(String learner) {
        List<String> states = new ArrayList<>();
        for (int size : new int[] {1, 4, 7}) {
            List<String> settings = new ArrayList<>(List.of("learning=one-by-one", "micro-batch.size=" + size));
            settings.add(learner);
            if (learner.endsWith("pool")) {
                settings.addAll(List.of("model={}", "r-drop={}", "history={}", "replay={}"));
            } else {
                settings.addAll(List.of("history.labels=2", "replay.type=reservoir", "replay.updates-per-batch=2"));
            }
            JobConfig config = Jobs.config(Path.of("none"), settings.toArray(new String[0]));
            assertThat(config.hasPool()).isEqualTo(learner.endsWith("pool"));
            try (LocalRun run = new LocalRun(config)) {
                for (int i = 0; i < 28; i++) {
                    run.add(Jobs.example("de", i));
                }
                assertThat(run.learner("de").trained()).isEqualTo(28);
                states.add(run.learner("de").stateSha256());
            }
        }
        assertThat(states).hasSize(3).allMatch(states.get(0)::equals);
    }

    @Test
    void modelsLearnAsIfEachWereAlone() {
        try (LocalRun together = new LocalRun(CONFIG);
                LocalRun alone = new LocalRun(CONFIG)) {
            for (int i = 0; i < 9; i++) {
                together.add(Jobs.example("de", i));
                together.add(Jobs.example("fr", 100 + i));
                alone.add(Jobs.example("fr", 100 + i));
            }
            assertThat(together.finish()).extracting(StepReport::model).containsExactly("de", "fr");
            alone.finish();

            assertThat(together.models()).containsExactly("de", "fr");
            assertThat(together.learner("fr").stateSha256())
                    .isEqualTo(alone.learner("fr").stateSha256())
                    .isNotEqualTo(together.learner("de").stateSha256());
        }
    }

    @Test
    void countsWhatNobodyCanLearnFrom() {
        try (LocalRun run = new LocalRun(CONFIG)) {
            assertThat(run.decode("{".getBytes(UTF_8))).isNull();
            assertThat(run.rejected()).isEqualTo(1);
            assertThat(run.finish()).isEmpty();
            assertThat(run.models()).isEmpty();
        }
    }
}
