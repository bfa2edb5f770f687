package io.rdrop.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rdrop.tools.chaos.Scenario;
import io.rdrop.tools.processes.Leftovers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** `rdrop chaos`: every kind of disturbance at least once, and the end of the command itself. */
class ChaosE2E {
    /** Each kind once. */
    private static final int DISTURBANCES = 15;

    private static final Duration AT_MOST = Duration.ofMinutes(30);

    @TempDir
    private Path folder = Path.of("");

    @Test
    void everyModelHasTheBytesOfAnUndisturbedRun() throws Exception {
        Path out = folder.resolve("chaos");
        try (Launched chaos = chaos(out, "--kills", Integer.toString(DISTURBANCES), "--seed", "1")) {
            Launched.Result result = chaos.result(AT_MOST);

            assertThat(result.exitCode()).as(result.printed()).isZero();
        }
        // What CI keeps: recovery times of this machine.
        Files.copy(
                out.resolve("chaos.md"),
                Files.createDirectories(Path.of("target/e2e")).resolve("chaos.md"),
                StandardCopyOption.REPLACE_EXISTING);
        JsonNode summary = new ObjectMapper().readTree(out.resolve("chaos.json").toFile());
        List<String> scenarios = new ArrayList<>();
        summary.get("disturbances")
                .forEach(outcome ->
                        scenarios.add(outcome.at("/disturbance/scenario").asText()));
        assertThat(scenarios).hasSize(DISTURBANCES);
        for (Scenario scenario : Scenario.values()) {
            assertThat(scenarios).contains(scenario.name());
        }
        assertThat(summary.get("problems")).isEmpty();
        assertThat(summary.get("examples").asLong()).isEqualTo(45_312);
        assertThat(summary.get("states")).hasSize(4);
    }

    /** At this rate each model is taken back two times or so within the first half of the run. */
    @Test
    void modelsThatDivergeHaveTheBytesOfAnUndisturbedRun() throws Exception {
        Path out = folder.resolve("diverging");
        try (Launched chaos =
                chaos(out, "--kills", "4", "--examples", "6400", "--set", "model.updater.learning-rate=30")) {
            Launched.Result result = chaos.result(AT_MOST);

            assertThat(result.exitCode()).as(result.printed()).isZero();
        }
        JsonNode summary = new ObjectMapper().readTree(out.resolve("chaos.json").toFile());
        assertThat(summary.get("divergences").asLong()).isGreaterThan(4);
        assertThat(summary.get("problems")).isEmpty();
        assertThat(summary.get("examples").asLong()).isEqualTo(6_400);
    }

    /** No section of one network is set then. */
    @Test
    void poolsThatAreSteeredHaveTheBytesOfAnUndisturbedRun() throws Exception {
        Path out = folder.resolve("pools");
        try (Launched chaos = chaos(
                out,
                "--kills",
                "4",
                "--commands",
                "20",
                "--examples",
                "6400",
                "--set",
                "model={}",
                "--set",
                "history={}",
                "--set",
                "replay={}",
                "--set",
                "learner=pool")) {
            Launched.Result result = chaos.result(AT_MOST);

            assertThat(result.exitCode()).as(result.printed()).isZero();
        }
        JsonNode summary = new ObjectMapper().readTree(out.resolve("chaos.json").toFile());
        assertThat(summary.get("problems")).isEmpty();
        assertThat(summary.get("examples").asLong()).isEqualTo(6_400);
        assertThat(summary.get("states")).hasSize(4);
    }

    /** Each of the four has a challenger, which takes its place half way. */
    @Test
    void challengersThatArePromotedAndTheirModelsHaveTheBytesOfAnUndisturbedRun() throws Exception {
        Path out = folder.resolve("challengers");
        try (Launched chaos = chaos(
                out,
                "--kills",
                "3",
                "--examples",
                "1600",
                "--challenger",
                "model.updater.learning-rate=0.006",
                "--challenger",
                "r-drop.alpha=2")) {
            Launched.Result result = chaos.result(AT_MOST);

            assertThat(result.exitCode()).as(result.printed()).isZero();
        }
        JsonNode summary = new ObjectMapper().readTree(out.resolve("chaos.json").toFile());
        assertThat(summary.get("problems")).isEmpty();
        assertThat(summary.get("examples").asLong())
                .as("less what waits for a micro-batch, after one was learned before it was full")
                .isBetween(1_600L - 4 * 7, 1_600L);
        assertThat(summary.get("states").properties())
                .extracting(Map.Entry::getKey)
                .containsExactlyInAnyOrder(
                        "north",
                        "east",
                        "coast",
                        "inland",
                        "north/challenger",
                        "east/challenger",
                        "coast/challenger",
                        "inland/challenger");
    }

    /** {@code -Drdrop.chaos.tasks=language-model,sequence-tagging} has both, and takes as much longer. */
    @ParameterizedTest
    @MethodSource("tasksOfTexts")
    void modelsOfTextsHaveTheBytesOfAnUndisturbedRun(String task) throws Exception {
        Path out = folder.resolve(task);
        try (Launched chaos = chaos(out, "--kills", "3", "--examples", "1600", "--task", task)) {
            Launched.Result result = chaos.result(AT_MOST);

            assertThat(result.exitCode()).as(result.printed()).isZero();
        }
        JsonNode summary = new ObjectMapper().readTree(out.resolve("chaos.json").toFile());
        assertThat(summary.get("problems")).isEmpty();
        assertThat(summary.get("examples").asLong()).isEqualTo(1_600);
        assertThat(summary.get("states")).hasSize(4);
    }

    /** Where libtorch's jars are built, translation is among them. */
    private static List<String> tasksOfTexts() {
        boolean hasTorch = Files.exists(Path.of("target/dist/torch/rdrop-torch.jar"));
        return Pattern.compile(",")
                .splitAsStream(System.getProperty(
                        "rdrop.chaos.tasks", hasTorch ? "sequence-tagging,translation" : "sequence-tagging"))
                .toList();
    }

    @Test
    void stopsWhenAskedToAndLeavesNothingBehind() throws Exception {
        try (Launched chaos = chaos(folder.resolve("stopped"), "--kills", "30", "--examples", "3200")) {
            chaos.awaitPrinted("the job trains", Duration.ofMinutes(3));
            chaos.terminate();
            Launched.Result result = chaos.result(Duration.ofMinutes(2));

            assertThat(result.printed()).contains("disturbances: nothing is proven");
            assertThat(result.exitCode()).isEqualTo(1);
        }
        assertThat(Leftovers.of(folder.toString(), List.of())).isEmpty();
    }

    @Test
    void aCommandThatIsKilledTakesItsProcessesWithIt() throws Exception {
        try (Launched chaos = chaos(folder.resolve("killed"), "--kills", "1000", "--examples", "3200")) {
            chaos.awaitPrinted("broker at", Duration.ofMinutes(3));
            new ProcessBuilder("kill", "-KILL", Long.toString(chaos.pid()))
                    .start()
                    .waitFor();

            assertThat(Leftovers.of(folder.toString(), List.of())).isEmpty();
        }
    }

    private Launched chaos(Path out, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of("rdrop").toAbsolutePath().toString(), "chaos", "--out", out.toString()));
        command.addAll(List.of(arguments));
        return Launched.start(Files.createTempFile(folder, "chaos", ".txt"), Map.of(), command);
    }
}
