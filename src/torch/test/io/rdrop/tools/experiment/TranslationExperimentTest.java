package io.rdrop.tools.experiment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.example.Score;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The study of the paper on pairs of texts. */
class TranslationExperimentTest {
    private static final List<String> SMALL = List.of(
            "transformer={vocabulary: 300, vocabulary-examples: 16, width: 8, layers: 1, heads: 2, kept: 64}",
            "sequence.max-length=24",
            "micro-batch.size=8",
            "evaluation.window=20");

    @TempDir
    private Path folder = Path.of("");

    private static DataStream pairs() {
        JobConfig job = BaseSettings.of(Study.DROPOUT, "task: translation\n", SMALL);
        Random random = new Random(2);
        List<byte[]> records = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            String word = "w" + random.nextInt(5);
            records.add(("{\"source\":\"der " + word + "\",\"target\":\"the " + word + "\"}").getBytes(UTF_8));
        }
        return DataStream.of("pairs", job, records);
    }

    private ExperimentTable run(Path into) throws IOException, InterruptedException {
        Experiment experiment = Experiment.of(Study.DROPOUT, Equal.EXAMPLES, 2, List.of(pairs()));
        try (CellStore store = CellStore.open(into)) {
            Optional<ExperimentTable> table = new CellRunner(experiment, store, new CellRunner.Listener() {
                        @Override
                        public void begins(int cells, int done, long records, List<String> notices) {
                            assertThat(notices).isEmpty();
                        }

                        @Override
                        public void read(long records) {}

                        @Override
                        public void finished(String what) {}
                    })
                    .run(1, () -> false);
            return table.orElseThrow();
        }
    }

    @Test
    void tellsNatsBleuAndChrfOfTheStreamAndOfTheLatest() throws Exception {
        ExperimentTable table = run(folder.resolve("one"));
        String text = ExperimentMarkdown.table(table);

        assertThat(text)
                .contains("| variant | passes an example | log-loss | BLEU | chrF |")
                .contains("| none | 2 |", "| dropout | 2 |", "| R-Drop | 4 |")
                .contains("The same over the latest 20 examples:")
                .contains("| R-Drop − dropout | ");
        ExperimentTable.Row row = table.streams().get(0).rows().get(2);
        assertThat(row.latest().keySet()).isEqualTo(row.scores().keySet()).contains(Score.PERPLEXITY);
        assertThat(row.latest().get(Score.TOKEN_LOG_LOSS)).isNotEqualTo(row.of(Score.TOKEN_LOG_LOSS));
        assertThat(ExperimentCsv.scores(table)).contains("R-Drop,2,4.0,latest,bleu,", "R-Drop,2,4.0,stream,bleu,");
        assertThat(ExperimentMarkdown.table(run(folder.resolve("two"))))
                .as("the same again")
                .isEqualTo(text);
    }

    @Test
    void cannotBeMadeEqualByUpdates() {
        assertThatThrownBy(() -> Experiment.of(Study.DROPOUT, Equal.SECONDS, 2, List.of(pairs())))
                .isInstanceOf(ConfigException.class)
                .hasMessage("--equal seconds is for networks under model: others have replays of their own");
    }
}
