package io.rdrop.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher as a user types it, each time in processes of its own. */
class CommandLineE2E {
    private static final Path LAUNCHER = Path.of("rdrop").toAbsolutePath();

    @TempDir
    private Path folder = Path.of("");

    private Launched.Result rdrop(String... arguments) throws IOException, InterruptedException {
        return Launched.run(folder.resolve("output.txt"), command(arguments));
    }

    private static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(LAUNCHER.toString()));
        command.addAll(Arrays.asList(arguments));
        return command;
    }

    private JsonNode train(Path data, String name, String... more) throws IOException, InterruptedException {
        Path out = folder.resolve(name);
        List<String> arguments = new ArrayList<>(
                List.of("train", "--data", data.toString(), "--label", "class", "--out", out.toString()));
        arguments.addAll(Arrays.asList(more));
        Launched.Result result = rdrop(arguments.toArray(new String[0]));
        assertThat(result.exitCode()).as(result.printed()).isZero();
        return new ObjectMapper().readTree(out.resolve("report.json").toFile());
    }

    @Test
    void twoRunsEndWithTheSameBytesAndBrokenLinesChangeNothing() throws Exception {
        Path clean = TestData.write(folder.resolve("clean.csv"));
        JsonNode first = train(clean, "first");
        JsonNode second = train(clean, "second");
        JsonNode broken = train(TestData.writeBroken(folder.resolve("broken.csv")), "broken");

        assertThat(first.at("/examples/trained").asLong()).isEqualTo(TestData.ROWS);
        assertThat(first.at("/examples/rejected").asLong()).isZero();
        assertThat(first.at("/prequential/accuracy").asDouble())
                .isGreaterThan(first.at("/prequential/majorityAccuracy").asDouble());
        assertThat(second.get("finalStateSha256").asText())
                .isEqualTo(first.get("finalStateSha256").asText())
                .matches("[0-9a-f]{64}");
        assertThat(broken.at("/examples/trained").asLong()).isEqualTo(TestData.ROWS);
        assertThat(broken.at("/examples/rejected").asLong()).isEqualTo(TestData.BROKEN);
        assertThat(broken.get("finalStateSha256").asText())
                .isEqualTo(first.get("finalStateSha256").asText());
    }

    @Test
    void theSnapshotOfANetworkOpensWithNothingButDl4jAndPredictsTheSame() throws Exception {
        train(TestData.write(folder.resolve("data.csv")), "run", "--set", "model.hidden=[64, 64]");
        Path models = folder.resolve("run/models");
        assertThat(rdrop("models", "verify", "--registry", models.toString()).exitCode())
                .isZero();
        assertThat(rdrop("models", "list", "--registry", models.toString()).printed())
                .contains("default");
        Path newest;
        try (Stream<Path> versions = Files.list(models.resolve("default"))) {
            newest = versions.filter(Files::isDirectory).max(Path::compareTo).orElseThrow();
        }

        Launched.Result result = Launched.run(
                folder.resolve("reader.txt"),
                List.of(javaCommand(), "-cp", strangerClassPath(), SnapshotReader.class.getName(), newest.toString()));

        assertThat(result.exitCode()).as(result.printed()).isZero();
        String last = result.printed().strip().lines().reduce((a, b) -> b).orElseThrow();
        assertThat(last).startsWith("rows 8 ");
        assertThat(Double.parseDouble(last.substring(last.lastIndexOf(' ') + 1)))
                .isLessThan(1e-6);
    }

    @Test
    void aDamagedSnapshotIsFound() throws Exception {
        train(TestData.write(folder.resolve("data.csv")), "run");
        Path models = folder.resolve("run/models");
        Path model;
        try (Stream<Path> files = Files.walk(models)) {
            model = files.filter(file -> file.endsWith("pool.bin")).findFirst().orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(model);
        bytes[bytes.length / 2] ^= 1;
        Files.write(model, bytes);

        Launched.Result result = rdrop("models", "verify", "--registry", models.toString());

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.printed()).contains("PROBLEM").contains("pool.bin");
    }

    @Test
    void aStopSignalStopsCleanlyWithModelAndReport() throws Exception {
        Path out = folder.resolve("demo");
        try (Launched demo = Launched.start(
                folder.resolve("demo.txt"),
                Map.of(),
                command("demo", "--keep-running", "--examples", "20000", "--out", out.toString()))) {
            demo.awaitPrinted("accuracy", Duration.ofMinutes(2));
            // Kafka's broker and controller, Flink's REST, the metrics.
            assertThat(ListeningSockets.of(demo.pid()))
                    .hasSizeGreaterThanOrEqualTo(4)
                    .allMatch(ListeningSockets::isLoopback);
            demo.terminate();
            Launched.Result result = demo.result(Duration.ofMinutes(1));

            assertThat(result.exitCode()).as(result.printed()).isZero();
            assertThat(result.printed())
                    .contains("Stopping", "stopped before the end", "rdrop demo --resume " + out)
                    .doesNotContain("\033", "\r"); // not a terminal
        }
        JsonNode report = new ObjectMapper().readTree(out.resolve("report.json").toFile());
        assertThat(report.at("/examples/trained").asLong()).isPositive();
        assertThat(report.get("finalStateSha256").asText()).matches("[0-9a-f]{64}");
        assertThat(Files.readString(out.resolve("report.html"))).contains("SEA");
        assertThat(rdrop("models", "verify", "--registry", out.resolve("models").toString())
                        .exitCode())
                .isZero();
    }

    @Test
    void aKilledRunHasItsReportAndGoesOnToTheSameBytes() throws Exception {
        String[] demo = {"demo", "--examples", "60000", "--set", "checkpoint.interval=1s", "--no-live", "--out"};
        Path whole = folder.resolve("whole");
        assertThat(rdrop(with(demo, whole)).exitCode()).isZero();
        Path killed = folder.resolve("killed");
        try (Launched run = Launched.start(folder.resolve("killed.txt"), Map.of(), command(with(demo, killed)))) {
            run.await(Duration.ofMinutes(2), "a checkpoint", () -> hasCheckpoint(killed));
        } // kill -9

        Launched.Result left = rdrop("report", killed.toString());
        assertThat(left.exitCode()).as(left.printed()).isZero();
        assertThat(report(killed).at("/examples/trained").asLong()).isBetween(1L, 59_999L);
        Launched.Result other = rdrop("demo", "--resume", killed.toString(), "--set", "seed=9");
        assertThat(other.exitCode()).isEqualTo(2);
        assertThat(other.printed()).contains("seed was 42, now 9");

        Launched.Result resumed = rdrop("demo", "--resume", killed.toString());
        assertThat(resumed.exitCode()).as(resumed.printed()).isZero();
        assertThat(resumed.printed()).contains("Going on      from " + killed.resolve("checkpoints"));
        assertThat(report(killed).get("finalStateSha256"))
                .isEqualTo(report(whole).get("finalStateSha256"));
        assertThat(report(killed).at("/examples/trained").asLong()).isEqualTo(60_000);
        assertThat(rdrop(
                                "models",
                                "verify",
                                "--registry",
                                killed.resolve("models").toString())
                        .exitCode())
                .isZero();
        assertThat(killed.resolve("kafka")).doesNotExist();

        Launched.Result again = rdrop("demo", "--resume", killed.toString());
        assertThat(again.exitCode()).isEqualTo(2);
        assertThat(again.printed()).contains("has finished");
        Path comparison = folder.resolve("comparison");
        assertThat(rdrop("report", whole.toString(), killed.toString(), "--out", comparison.toString())
                        .exitCode())
                .isZero();
        assertThat(comparison.resolve("compare.html")).exists();
    }

    private static JsonNode report(Path run) throws IOException {
        return new ObjectMapper().readTree(run.resolve("report.json").toFile());
    }

    private static String[] with(String[] arguments, Path last) {
        return Stream.concat(Stream.of(arguments), Stream.of(last.toString())).toArray(String[]::new);
    }

    private static boolean hasCheckpoint(Path run) {
        try (Stream<Path> files = Files.walk(run.resolve("checkpoints"))) {
            return files.anyMatch(file -> file.endsWith("_metadata"));
        } catch (IOException | UncheckedIOException e) {
            return false; // not there yet, or going at this moment
        }
    }

    @Test
    void wrongUsageAndWrongConfigurationExitWithTwo() throws Exception {
        Path data = TestData.write(folder.resolve("data.csv"));

        assertThat(rdrop("train", "--data", data.toString()).exitCode()).isEqualTo(2);
        assertThat(rdrop("nonsense").exitCode()).isEqualTo(2);
        Launched.Result absent = rdrop("train", "--data", data.toString(), "--label", "klass");
        assertThat(absent.exitCode()).isEqualTo(2);
        assertThat(absent.printed()).contains("klass").contains("class");
        Launched.Result key = rdrop(
                "train",
                "--data",
                data.toString(),
                "--label",
                "class",
                "--set",
                "r-drop.alhpa=1",
                "--out",
                folder.resolve("x").toString());
        assertThat(key.exitCode()).isEqualTo(2);
        assertThat(key.printed()).contains("did you mean r-drop.alpha");
    }

    @Test
    void everyCommandHasHelpWithAnExample() throws Exception {
        for (String name : List.of("demo", "train", "feed", "models", "report", "job")) {
            Launched.Result help = rdrop(name, "--help");
            assertThat(help.exitCode()).isZero();
            assertThat(help.printed()).contains("Example").contains("rdrop " + name);
        }
    }

    private static String javaCommand() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** DL4J, what it needs, and the reader: nothing of this project otherwise. */
    private static String strangerClassPath() throws IOException {
        Path dist = Path.of("target/dist").toAbsolutePath();
        Path reader = Path.of("target/test-classes").toAbsolutePath();
        try (Stream<Path> libraries = Files.list(dist.resolve("lib"))) {
            String needed = libraries
                    .filter(jar -> jar.getFileName().toString().matches("(commons-|slf4j-api).*"))
                    .map(Path::toString)
                    .collect(Collectors.joining(File.pathSeparator));
            return reader + File.pathSeparator + dist.resolve("native") + "/*" + File.pathSeparator + needed;
        }
    }
}
