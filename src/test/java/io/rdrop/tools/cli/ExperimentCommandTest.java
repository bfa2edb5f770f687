package io.rdrop.tools.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExperimentCommandTest {
    @TempDir
    private Path folder = Path.of("");

    private Path file = Path.of("");

    @BeforeEach
    void writeAStreamThatCanBeLearned() throws IOException {
        file = rows(folder, 200);
    }

    /** A file whose class is the sign of its first column. */
    static Path rows(Path folder, int rows) throws IOException {
        Random random = new Random(1);
        StringBuilder text = new StringBuilder("a,b,label\n");
        for (int i = 0; i < rows; i++) {
            double a = random.nextGaussian();
            text.append(String.format(Locale.ROOT, "%.3f,%.3f,%s%n", a, random.nextGaussian(), a > 0 ? "up" : "down"));
        }
        return Files.writeString(folder.resolve("rows.csv"), text);
    }

    private CommandLineText experiment(String... arguments) {
        List<String> words = new ArrayList<>(List.of("experiment"));
        words.addAll(List.of(arguments));
        return CommandLineText.of(words.toArray(String[]::new));
    }

    @Test
    void printsTheTableAndLeavesFilesAndTheSameCommandOnlyReadsThem() throws IOException {
        Path out = folder.resolve("out");
        String[] command = {
            "passes", "--data", file.toString(), "--seeds", "2", "--out", out.toString(), "--set", "model.hidden=[4]"
        };
        String printed = printed(command);
        String table = Files.readString(out.resolve("passes.md"));
        String cells = Files.readString(out.resolve("passes-cells.csv"));

        assertThat(printed)
                .contains("Cells         6, of which 0 are finished already", "## rows (200 examples)", table)
                .contains("Table         " + out.resolve("passes.md"), "Page          " + out.resolve("passes.html"));
        assertThat(cells.lines())
                .hasSize(7)
                .first()
                .asString()
                .startsWith("stream,variant,seed,examples,rejected,updates,logLoss,accuracy,")
                .endsWith(",state_sha256");
        assertThat(Files.readString(out.resolve("passes.html"))).contains("passes --data rows.csv");
        assertThat(printed(command)).contains("Cells         6, of which 6 are finished already", table);
        assertThat(out.resolve("passes-cells.csv")).hasContent(cells);
        assertThat(Files.readString(out.resolve("passes.csv"))).contains("rows,200,3 passes,2,3.0,stream,logLoss,");
        assertThat(Files.readString(out.resolve("passes-times.csv"))).startsWith("stream,variant,micros_per_example");
    }

    private static String printed(String... arguments) {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, UTF_8));
        try {
            List<String> words = new ArrayList<>(List.of("experiment"));
            words.addAll(List.of(arguments));
            assertThat(Main.run(words.toArray(String[]::new))).isEqualTo(Main.DONE);
        } finally {
            System.setOut(before);
        }
        return printed.toString(UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "alhpa                    | STUDY must be one of dropout, baseline, alpha, every, passes, rates, cost, replay, pool",
                "alpha --seeds 1          | --seeds must be >= 2 (one run has no interval) but was 1",
                "alpha --threads 0        | --threads must be > 0 but was 0",
                "alpha --equal time       | Invalid value for option '--equal'",
                "pool --equal updates     | --equal updates is not for pool",
                "cost --equal updates     | --equal updates is not for cost (it is about times)",
                "alpha --set r-drop.alpha=0 | r-drop.alpha must be > 0",
                "alpha --set r-drop.alfa=1 | ",
                "alpha --label price      | ",
                "alpha --set learner=pool | history.labels is for one network under model, but learner pool",
                "pool --set pool.members=[{\"name\":a}] | pool.members must be [] for pool",
            })
    void refusesInOneLineWhatCannotBeRun(String arguments, String message) {
        List<String> words = new ArrayList<>(List.of(arguments.split(" +", -1)));
        words.addAll(List.of(
                "--data", file.toString(), "--out", folder.resolve("out").toString()));
        CommandLineText text = experiment(words.toArray(String[]::new));

        assertThat(text.exitCode()).isEqualTo(Main.WRONG_USAGE);
        assertThat(text.err()).startsWith("rdrop: " + (message == null ? "" : message));
        assertThat(text.err().lines().findFirst().orElse("")).hasSizeLessThan(400);
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void refusesAFileThatIsNotThere() {
        CommandLineText text =
                experiment("alpha", "--data", folder.resolve("absent.csv").toString());

        assertThat(text.exitCode()).isEqualTo(Main.WRONG_USAGE);
        assertThat(text.err()).contains("absent.csv");
    }

    @Test
    void refusesToRunWithoutAStudyOrData() {
        assertThat(experiment("alpha").err()).startsWith("rdrop: Missing required option: '--data=FILE'");
        assertThat(experiment("--data", file.toString()).err())
                .startsWith("rdrop: Missing required parameter: 'STUDY'");
    }
}
