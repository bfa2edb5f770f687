package io.rdrop.tools.cli;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An experiment in a process of its own that is killed as by kill -9. */
class KilledExperimentITCase {
    private static final int KILLS = 5;
    private static final long PATIENCE_MINUTES = 5;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void aRunThatWasKilledFiveTimesLeavesTheTablesOfOneThatWasNot() throws Exception {
        Path file = ExperimentCommandTest.rows(folder, 600);
        Path killed = Files.createDirectories(folder.resolve("killed"));
        Path cells = Files.createDirectories(killed.resolve("cells"));
        for (int kill = 0; kill < KILLS; kill++) {
            int before = finished(cells);
            Process process = start(file, killed);
            awaitAnotherCell(cells, before, process);
            process.destroyForcibly();
            assertThat(process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).as("killed, not ended").isNotZero();
            assertThat(finished(cells)).isGreaterThan(before);
        }
        assertThat(killed.resolve("rates.csv")).doesNotExist();
        finish(file, killed);
        Path undisturbed = folder.resolve("undisturbed");
        assertThat(Main.run(arguments(file, undisturbed).toArray(String[]::new)))
                .isEqualTo(Main.DONE);

        assertThat(tables(killed)).isEqualTo(tables(undisturbed)).hasSize(4);
    }

    private void finish(Path file, Path out) throws IOException, InterruptedException {
        Process process = start(file, out);
        assertThat(process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(folder.resolve("said.txt")))
                .isZero();
    }

    private Process start(Path file, Path out) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "--add-modules",
                "jdk.incubator.vector",
                "-Drdrop.log=" + folder.resolve("rdrop.log"),
                "-cp",
                System.getProperty("java.class.path"),
                "io.rdrop.tools.cli.Main"));
        command.addAll(arguments(file, out));
        ProcessBuilder process = new ProcessBuilder(command).redirectErrorStream(true);
        process.environment().put("OMP_NUM_THREADS", "1");
        return process.redirectOutput(folder.resolve("said.txt").toFile()).start();
    }

    private static List<String> arguments(Path file, Path out) {
        return List.of(
                "experiment",
                "rates",
                "--data",
                file.toString(),
                "--seeds",
                "2",
                "--threads",
                "1",
                "--out",
                out.toString());
    }

    private void awaitAnotherCell(Path cells, int before, Process process) throws IOException, InterruptedException {
        try (WatchService watch = cells.getFileSystem().newWatchService()) {
            cells.register(watch, ENTRY_CREATE);
            while (finished(cells) <= before) {
                WatchKey key = watch.poll(PATIENCE_MINUTES, TimeUnit.MINUTES);
                assertThat(key)
                        .as("no cell was finished: %s", Files.readString(folder.resolve("said.txt")))
                        .isNotNull();
                key.pollEvents();
                key.reset();
            }
        }
        assertThat(process.isAlive()).as("there is something left to do").isTrue();
    }

    private static int finished(Path cells) throws IOException {
        try (Stream<Path> files = Files.list(cells)) {
            return (int) files.filter(file -> file.toString().endsWith(".json")).count();
        }
    }

    /** Without those of times. */
    private static Map<String, String> tables(Path out) throws IOException {
        Map<String, String> tables = new TreeMap<>();
        for (String name : List.of("rates.csv", "rates-differences.csv", "rates-cells.csv", "rates.md")) {
            tables.put(name, Files.readString(out.resolve(name)));
        }
        return tables;
    }
}
