package io.rdrop.tools.experiment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfigs;
import io.rdrop.example.Example;
import io.rdrop.example.RawRecord;
import io.rdrop.example.Score;
import io.rdrop.example.SourcePosition;
import io.rdrop.session.ModelSession;
import io.rdrop.task.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentTest {
    private static final int ROWS = 300;

    @TempDir
    private Path folder = Path.of("");

    /** What a run said, and its tables. */
    private static final class Heard implements CellRunner.Listener {
        private final AtomicInteger finished = new AtomicInteger();
        private int done;
        private long records;
        private List<String> notices = List.of();

        @Override
        public void begins(int cells, int known, long left, List<String> said) {
            done = known;
            records = left;
            notices = said;
        }

        @Override
        public void read(long more) {}

        @Override
        public void finished(String what) {
            finished.incrementAndGet();
        }
    }

    private static Optional<ExperimentTable> run(Experiment experiment, Path into, Heard heard, int threads)
            throws IOException, InterruptedException {
        return run(experiment, into, heard, threads, () -> false);
    }

    private static Experiment experiment(Study study, int seeds, DataStream... streams) throws IOException {
        return Experiment.of(study, Equal.EXAMPLES, seeds, List.of(streams));
    }

    private static Optional<ExperimentTable> run(
            Experiment experiment, Path into, Heard heard, int threads, BooleanSupplier stop)
            throws IOException, InterruptedException {
        try (CellStore store = CellStore.open(into)) {
            return new CellRunner(experiment, store, heard).run(threads, stop);
        }
    }

    private static Map<String, String> tables(Experiment experiment, ExperimentTable table, Path into)
            throws IOException {
        new ExperimentFiles(into, experiment).write(table, Map.of("command", "</script>"));
        Map<String, String> tables = new TreeMap<>();
        try (Stream<Path> files = Files.list(into)) {
            for (Path file : files.filter(file -> file.toString().matches(".*\\.(csv|md)"))
                    .filter(file -> !file.toString().contains("-times."))
                    .toList()) {
                tables.put(String.valueOf(file.getFileName()), Files.readString(file));
            }
        }
        return tables;
    }

    @Test
    void aRunThatIsStoppedAgainAndAgainEndsWithTheTablesOfOneThatIsNot() throws Exception {
        Experiment experiment = experiment(
                Study.PASSES, 3, Streams.table(Study.PASSES, "one", ROWS), Streams.table(Study.PASSES, "two", 90));
        Path whole = folder.resolve("whole");
        Heard all = new Heard();
        Map<String, String> expected =
                tables(experiment, run(experiment, whole, all, 2).orElseThrow(), whole);
        assertThat(all.finished).hasValue(18);

        Path parts = folder.resolve("parts");
        int runs = 0;
        Optional<ExperimentTable> table = Optional.empty();
        AtomicInteger finished = new AtomicInteger();
        while (table.isEmpty()) {
            Heard heard = new Heard();
            int before = finished.get();
            table = run(experiment, parts, heard, 1, () -> heard.finished.get() >= 4);
            assertThat(heard.done).as("what is finished is not run again").isEqualTo(before);
            finished.addAndGet(heard.finished.get());
            runs++;
        }

        assertThat(runs).isEqualTo(5);
        assertThat(finished).hasValue(18);
        assertThat(tables(experiment, table.orElseThrow(), parts))
                .isEqualTo(expected)
                .hasSize(4);
    }

    @Test
    void aCellEndsWithTheStateThatAJobsSessionEndsWith() throws IOException {
        DataStream stream = Streams.table(Study.BASELINE, "rows", 101);
        Experiment experiment = experiment(Study.BASELINE, 2, stream);
        for (String name : List.of("R-Drop + replay", "label smoothing")) {
            Experiment.Line line = experiment.lines().stream()
                    .filter(each -> each.variant().name().equals(name))
                    .findFirst()
                    .orElseThrow();
            Cell cell = experiment.cell(line, 2);
            CellResult result = CellRun.of(cell, () -> false, read -> {}).orElseThrow();
            try (ModelSession session = ModelSession.create(Example.DEFAULT_MODEL, cell.config(), 1)) {
                var codec = Task.of(cell.config()).codec();
                for (int i = 0; i < 101; i++) {
                    RawRecord record = new RawRecord(
                            new SourcePosition("memory", 0, i, 0),
                            stream.records().get(i));
                    session.add((Example) codec.decode(record), 0);
                }
                session.flush();

                assertThat(result.state())
                        .as(name)
                        .isEqualTo(session.snapshot(0).manifest().stateSha256());
            }
        }
    }

    @Test
    void otherDataOrCodeUnderTheSameNameIsNoticedAndNotTaken() throws Exception {
        DataStream stream = Streams.table(Study.PASSES, "rows", 90);
        Experiment first = experiment(Study.PASSES, 2, stream);
        run(first, folder, new Heard(), 1);

        Heard sameAgain = new Heard();
        run(first, folder, sameAgain, 1);
        assertThat(sameAgain.done).isEqualTo(6);
        assertThat(sameAgain.records).isZero();
        assertThat(sameAgain.notices).isEmpty();

        Heard otherData = new Heard();
        DataStream other = DataStream.of("rows", stream.job(), Streams.records(90, 7));
        run(experiment(Study.PASSES, 2, other), folder, otherData, 1);
        assertThat(otherData.done).isZero();
        assertThat(otherData.notices)
                .containsExactly("6 cells are of other data under the same name: they are left alone");

        Heard otherCode = new Heard();
        run(new Experiment(first.study(), first.equal(), 2, first.lines(), "other"), folder, otherCode, 1);
        assertThat(otherCode.done).isZero();
        assertThat(otherCode.notices)
                .containsExactly(
                        "6 cells are of other data under the same name: they are left alone",
                        "6 cells are of another version of the code: they are left alone");
    }

    @Test
    void aDamagedCellIsRunAgainAndTheRestOfAWriteIsRemoved() throws Exception {
        Experiment experiment = experiment(Study.PASSES, 2, Streams.table(Study.PASSES, "rows", 90));
        Map<String, String> expected =
                tables(experiment, run(experiment, folder, new Heard(), 1).orElseThrow(), folder);
        Path cell;
        try (Stream<Path> cells = Files.list(folder.resolve("cells"))) {
            cell = cells.sorted().findFirst().orElseThrow();
        }
        Files.writeString(cell, Files.readString(cell).substring(0, 100));
        Path part = Files.writeString(folder.resolve("cells/0123.part"), "{");

        Heard heard = new Heard();
        ExperimentTable table = run(experiment, folder, heard, 1).orElseThrow();

        assertThat(heard.finished).hasValue(1);
        assertThat(part).doesNotExist();
        assertThat(tables(experiment, table, folder)).isEqualTo(expected);
    }

    @Test
    void aSecondRunInTheSameFolderIsRefused() throws IOException {
        try (CellStore first = CellStore.open(folder)) {
            assertThat(first.all()).isEmpty();
            assertThatThrownBy(() -> CellStore.open(folder))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageStartingWith("another experiment is using " + folder);
        }
        CellStore.open(folder).close();
    }

    @Test
    void differencesAreTakenSeedBySeed() throws Exception {
        Experiment experiment = experiment(Study.PASSES, 3, Streams.table(Study.PASSES, "rows", ROWS));
        ExperimentTable table = run(experiment, folder, new Heard(), 2).orElseThrow();
        ExperimentTable.OfStream stream = table.streams().get(0);
        double[] differences = new double[3];
        for (int seed = 0; seed < 3; seed++) {
            differences[seed] =
                    logLoss(stream.rows().get(1), seed) - logLoss(stream.rows().get(0), seed);
        }

        ExperimentTable.Difference difference = stream.differences().get(0);
        assertThat(difference.contrast()).isEqualTo(new Contrast("3 passes", "2 passes"));
        assertThat(difference.scores()).containsEntry(Score.LOG_LOSS, ConfidenceInterval.of(differences));
        assertThat(List.copyOf(difference.scores().keySet())).startsWith(Score.LOG_LOSS, Score.ACCURACY);
        assertThat(difference.soFar().get(difference.soFar().size() - 1))
                .isEqualTo(difference.scores().get(Score.LOG_LOSS));
        assertThat(stream.examples()).isEqualTo(ROWS);
        assertThat(stream.rows().get(0).cells().get(0).curve().examples())
                .hasSizeBetween(30, CellRun.POINTS)
                .endsWith((long) ROWS);
        assertThat(stream.rows().get(0).median(CellResult.Times::microsPerExample))
                .isPositive();
    }

    private static double logLoss(ExperimentTable.Row row, int seed) {
        return row.cells().get(seed).scores().getOrDefault(Score.LOG_LOSS, Double.NaN);
    }

    @Test
    void whatEqualComputeMakesTheSameIsRunOnceAndSaidToBeTheSame() throws Exception {
        DataStream stream = Streams.table(Study.BASELINE, "rows", 60);
        Experiment experiment = Experiment.of(Study.BASELINE, Equal.UPDATES, 2, List.of(stream));
        assertThat(experiment.lines()).hasSize(9);
        assertThat(experiment.cells()).hasSize(2 * 6);

        Heard heard = new Heard();
        ExperimentTable table = run(experiment, folder, heard, 2).orElseThrow();
        assertThat(heard.finished).hasValue(12);
        assertThat(ExperimentText.verdicts(table.streams().get(0)))
                .contains("R-Drop + replay is the same as R-Drop: with equal compute they are one configuration.");
    }

    @Test
    void taggedSentencesAreComparedByTheLogLossOfATokenAndTextsByBits() throws Exception {
        DataStream tagged = DataStream.of(
                "tagged",
                BaseSettings.of(Study.BASELINE, "task: sequence-tagging\nlabel: {classes: [O, B-x, I-x]}\n", List.of()),
                Stream.generate(() -> "{\"tokens\": \"a b c\", \"tags\": \"O B-x I-x\"}".getBytes(UTF_8))
                        .limit(4)
                        .toList());
        DataStream text = DataStream.of(
                "text",
                BaseSettings.of(Study.BASELINE, "task: language-model\n", List.of()),
                Stream.generate(() -> "{\"features\": \"abcab\"}".getBytes(UTF_8))
                        .limit(4)
                        .toList());
        ExperimentTable table = run(experiment(Study.BASELINE, 2, tagged, text), folder, new Heard(), 2)
                .orElseThrow();

        assertThat(table.streams())
                .extracting(ExperimentTable.OfStream::examples)
                .containsExactly(12L, 24L);
        assertThat(table.streams())
                .extracting(stream -> ComparedScores.leading(
                        stream.differences().get(0).scores().keySet()))
                .containsExactly(
                        List.of(Score.TOKEN_LOG_LOSS, Score.TOKEN_ACCURACY),
                        List.of(Score.BITS_PER_CHARACTER, Score.PERPLEXITY));
    }

    @Test
    void thePageHoldsItsDataAndRefersToNothing() throws Exception {
        Experiment experiment = experiment(Study.POOL, 2, Streams.table(Study.POOL, "<b>rows", 60));
        ExperimentTable table = run(experiment, folder, new Heard(), 2).orElseThrow();
        tables(experiment, table, folder);
        String html = Files.readString(new ExperimentFiles(folder, experiment).page());
        Matcher data = Pattern.compile("<script type=\"application/json\" id=\"data\">(.*?)</script>", Pattern.DOTALL)
                .matcher(html);

        assertThat(data.find()).isTrue();
        JsonNode tree = new ObjectMapper().readTree(data.group(1));
        assertThat(tree.at("/streams/0/name").asText()).isEqualTo("<b>rows");
        assertThat(tree.at("/streams/0/variants")).hasSize(7);
        assertThat(tree.at("/streams/0/differences")).hasSize(4);
        assertThat(tree.at("/streams/0/differences/0/curve/mean"))
                .hasSameSizeAs(tree.at("/streams/0/differences/0/curve/examples"));
        assertThat(tree.at("/streams/0/verdicts")).hasSize(4);
        assertThat(html.replace("/*! https://github.com/leeoniya/uPlot (v1.6.30) */", ""))
                .doesNotContain("<b>rows")
                .doesNotContainPattern("(?i)https?://|@import|url\\(|<link|<script[^>]+src");
    }

    @Test
    void refusesWhatHasNoIntervalOrCannotBeMadeEqual() {
        DataStream stream = Streams.table(Study.PASSES, "rows", 60);
        assertThatThrownBy(() -> experiment(Study.PASSES, 1, stream))
                .isInstanceOf(ConfigException.class)
                .hasMessage("--seeds must be >= 2 (one run has no interval) but was 1");
        assertThatThrownBy(() -> experiment(Study.PASSES, 2, stream, stream))
                .isInstanceOf(ConfigException.class)
                .hasMessage("--data files must have distinct names but rows is given twice");
        assertThatThrownBy(() ->
                        Experiment.of(Study.POOL, Equal.SECONDS, 2, List.of(Streams.table(Study.POOL, "rows", 60))))
                .isInstanceOf(ConfigException.class)
                .hasMessage("--equal seconds is not for pool (members of a pool have replays of their own)");
        DataStream tagged = DataStream.of(
                "tagged",
                BaseSettings.of(Study.ALPHA, "task: sequence-tagging\nlabel: {classes: [O, B-x, I-x]}\n", List.of()),
                List.of());
        assertThatThrownBy(() -> Experiment.of(Study.ALPHA, Equal.UPDATES, 2, List.of(tagged)))
                .isInstanceOf(ConfigException.class)
                .hasMessage("--equal updates is for networks under model: others have replays of their own");
        DataStream plain = DataStream.of(
                "rows",
                JobConfigs.with(
                        Streams.base(Study.RATES), List.of("model.dropout=0", "r-drop.alpha=0", "model.hidden=[]")),
                List.of());
        assertThatThrownBy(() -> experiment(Study.RATES, 2, plain))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("variant 0.1, 0.1 cannot learn rows: ");
    }

    @Test
    void aStreamThatNobodyCanLearnFromIsRefusedAndOthersStayFinished() throws Exception {
        List<byte[]> broken = new ArrayList<>(List.of("{".getBytes(UTF_8)));
        Experiment experiment = experiment(
                Study.PASSES,
                2,
                Streams.table(Study.PASSES, "rows", 60),
                DataStream.of("broken", Streams.base(Study.PASSES), broken));
        Heard heard = new Heard();

        assertThatThrownBy(() -> run(experiment, folder, heard, 1))
                .isInstanceOf(ConfigException.class)
                .hasMessage("broken has no row that could be learned from");
        assertThat(heard.finished).hasValue(3);
    }
}
