package io.rdrop.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.config.JobConfig;
import io.rdrop.example.StepReport;
import io.rdrop.job.Jobs;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

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
