package io.rdrop.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rdrop.config.ConfigException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BenchStreamsTest {
    private Path file = Path.of("");

    @BeforeEach
    void writeAStreamThatCanBeLearned(@TempDir Path folder) throws IOException {
        Random random = new Random(1);
        StringBuilder text = new StringBuilder("a,b,c,label\n");
        for (int i = 0; i < 400; i++) {
            double a = random.nextGaussian();
            text.append(String.format(
                    Locale.ROOT, "%.3f,%.3f,%s,%s%n", a, random.nextGaussian(), "x" + i % 3, a > 0 ? "up" : "down"));
        }
        file = Files.writeString(folder.resolve("rows.csv"), text);
    }

    @Test
    void printsTheScoresOfPoolNetworksAndSingleNetwork() throws IOException {
        String printed = run("--data", file.toString(), "--seeds", "1");

        assertThat(printed).contains("rows.csv: 400 rows, 3 columns, 2 classes; mean of 1 seeds");
        assertThat(printed.lines().filter(line -> line.contains("accuracy")))
                .hasSize(3)
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("  pool ").contains("us/example"),
                        line -> assertThat(line).startsWith("  networks only "),
                        line -> assertThat(line).startsWith("  single ").contains("us/example"));
    }

    @Test
    void printsMembersAndTheMeanOfStreamsIfAsked() throws IOException {
        String printed = run("--data", file.toString(), file.toString(), "--seeds", "1", "--limit", "50", "--members");

        assertThat(printed).contains("rows.csv: 50 rows", "mean of 2 streams", "  norm-r-drop ", "  forest ");
    }

    @Test
    void takesTexts(@TempDir Path folder) throws IOException {
        StringBuilder text = new StringBuilder("label\ttext\n");
        for (int i = 0; i < 200; i++) {
            text.append(i % 2 == 0 ? "good\ta fine film" : "bad\ta dull film")
                    .append(i % 7)
                    .append('\n');
        }
        Path texts = Files.writeString(folder.resolve("texts.tsv"), text);
        String printed = run("--task", "text-classification", "--data", texts.toString(), "--seeds", "1", "--members");

        assertThat(printed)
                .contains("texts.tsv: 200 rows, texts, 2 classes", "  hidden-r-drop ", "  naive-bayes ", "  single ");
    }

    @Test
    void printsTheScoresOfARegressionBesideItsReferees() throws IOException {
        String printed = run("--task", "regression", "--data", file.toString(), "--label", "a", "--seeds", "1");

        assertThat(printed).contains("rows.csv: 400 rows, 3 columns, numbers; mean of 1 seeds");
        assertThat(printed.lines().filter(line -> line.contains("MAE")))
                .allSatisfy(line -> assertThat(line).contains("  RMSE ", "  R2 ", "  log score "))
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("  pool ").contains("us/example"),
                        line -> assertThat(line).startsWith("  networks only "),
                        line -> assertThat(line).startsWith("  last-value "),
                        line -> assertThat(line).startsWith("  running-mean "),
                        line -> assertThat(line).startsWith("  single ").contains("us/example"));
        assertThat(mae(printed, "pool")).isLessThan(mae(printed, "running-mean"));
    }

    private static double mae(String printed, String name) {
        return printed.lines()
                .filter(line -> line.startsWith("  " + name + " "))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll(".* MAE ([0-9.]+) .*", "$1")))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void takesTheStreamOfAGenerator() throws IOException {
        String printed = run("--generator", "friedman", "sea", "--seeds", "1", "--examples", "300");

        assertThat(printed)
                .contains("friedman: 300 rows, 10 columns, numbers;", "sea: 300 rows, 3 columns, 2 classes;")
                .doesNotContain("mean of 2 streams");
        assertThatThrownBy(() -> run("--generator", "see"))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("--generator or --examples: generator must be one of sea, ");
        assertThatThrownBy(() -> run("--seeds", "1"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("--data or --generator is missing: what is to be learned?");
    }

    @Test
    void refusesNoSeeds() {
        assertThatThrownBy(() -> run("--data", file.toString(), "--seeds", "0"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("--seeds must be > 0 but was 0");
    }

    private static String run(String... arguments) throws IOException {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            BenchStreamsCommand command = new BenchStreamsCommand();
            new CommandLine(command).parseArgs(arguments);
            command.call();
        } finally {
            System.setOut(before);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }
}
