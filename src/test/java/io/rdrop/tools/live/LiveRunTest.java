package io.rdrop.tools.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rdrop.example.TaskTerms;
import io.rdrop.tools.report.ReportBuilder;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LiveRunTest {
    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong nanos = new AtomicLong(5);
    private final ReportBuilder report = new ReportBuilder(TaskTerms.CLASSES, nanos::get);
    private final LiveRun run = new LiveRun(report, 0, nanos::get);

    @Test
    void beforeTheFirstStepThereAreNoNumbers() {
        ObjectNode json = run.json(null);

        assertThat(json.at("/phase").asText()).isEqualTo("starting");
        assertThat(json.at("/report/models")).isEmpty();
        assertThat(json.at("/report/curves")).isEmpty();
        assertThat(json.at("/throughput/now").isNull()).isTrue();
        assertThat(json.at("/snapshots")).isEmpty();
    }

    @Test
    void aRunOfDaysStaysSmall() {
        long steps = 300_000;
        for (long step = 1; step <= steps; step++) {
            nanos.addAndGet(SECOND);
            report.add(Steps.at("default", step, 0.9));
            run.trained(step * Steps.ROWS);
            run.committed(new CommittedVersion(
                    "default", step, step, step * Steps.ROWS, "2026-11-25T00:00:00Z", null, step, false));
        }

        JsonNode json = run.json("default");
        assertThat(json.at("/report/curves/default/examples").size()).isBetween(400, 1_000);
        assertThat(json.at("/throughput/seconds").size()).isBetween(200, RateSeries.MAX_SAMPLES);
        assertThat(json.at("/throughput/examplesPerSecond"))
                .allSatisfy(rate -> assertThat(rate.asDouble()).isEqualTo(Steps.ROWS));
        assertThat(json.at("/throughput/now").asDouble()).isEqualTo(Steps.ROWS);
        assertThat(json.at("/committed").asLong()).isEqualTo(steps);
        assertThat(json.at("/snapshots").size()).isEqualTo(LiveRun.MAX_SNAPSHOTS);
        assertThat(json.at("/snapshots/0/version").asLong()).isEqualTo(steps);
        assertThat(json.at("/snapshots/0/latest").asLong()).isEqualTo(steps);
        assertThat(json.toString().length()).isLessThan(500_000);
    }

    @Test
    void theRateNowIsThatOfTheLastSeconds() {
        for (int second = 0; second <= 60; second++) {
            run.trained(second <= 50 ? second * 100L : 5_000 + (second - 50) * 900L);
            nanos.addAndGet(SECOND);
        }

        assertThat(run.json(null).at("/throughput/now").asDouble()).isEqualTo(900);
    }

    @Test
    void stepsThatARestartedJobRepeatsChangeNothing() {
        for (long step : new long[] {1, 2, 3, 2, 3, 4}) {
            report.add(Steps.at("default", step, 0.5 + step / 10.0));
        }

        JsonNode json = run.json(null);
        assertThat(json.at("/report/examples/trained").asLong()).isEqualTo(4 * Steps.ROWS);
        assertThat(json.at("/report/curves/default/examples").toString()).isEqualTo("[32,64,96,128]");
    }

    @Test
    void whatAModelWasAskedStandsThereAndWhatItLedTo() {
        report.add(Steps.at("default", 1, 0.9));
        assertThat(run.json(null).has("steering")).as("nothing was asked").isFalse();

        run.answered(command(1, "set", "applied", Map.of("r-drop.alpha", "2", "micro-batch.size", "4"), List.of()));
        run.answered(command(2, "set", "applied", Map.of(), List.of("micro-batch.size")));
        run.answered(command(3, "pause", "applied", Map.of(), List.of()));
        run.answered(command(4, "pause", "refused", Map.of(), List.of()));
        JsonNode paused = run.json(null).path("steering");
        assertThat(paused.path("count").asLong()).isEqualTo(4);
        assertThat(paused.path("settings").toString()).isEqualTo("{\"r-drop.alpha\":\"2\"}");
        assertThat(paused.at("/pause/by").asText()).isEqualTo("anna");
        assertThat(paused.at("/pause/examples").asLong()).isEqualTo(3);
        assertThat(paused.at("/commands/0/verdict").asText()).isEqualTo("refused");
        assertThat(paused.at("/commands/0/reason").asText()).isEqualTo("as it is");

        run.answered(command(5, "resume", "applied", Map.of(), List.of()));
        run.answered(command("rdrop:lag-2-17", 6, "set", "applied", Map.of("pool.resting", "[a]"), List.of()));
        run.answered(command("rdrop:challenge-1", 7, "challenge", "applied", Map.of("r-drop.alpha", "9"), List.of()));
        run.answered(command("rdrop:promote-1", 8, "promote", "applied", Map.of(), List.of()));
        run.answered(command(9, "pin", "applied", Map.of(), List.of()));
        JsonNode steered = run.json(null).path("steering");
        assertThat(steered.path("pause").isNull()).isTrue();
        assertThat(steered.path("level").asLong()).isEqualTo(2);
        assertThat(steered.at("/challenger/examples").asLong()).isEqualTo(7);
        assertThat(steered.at("/exchange/takenBack").asBoolean()).isFalse();
        assertThat(steered.at("/pin/version").asLong()).isEqualTo(3);

        run.answered(command("rdrop:rollback-1", 10, "promote", "applied", Map.of(), List.of()));
        run.answered(command("rdrop:lag-0-18", 11, "set", "applied", Map.of(), List.of("pool.resting")));
        run.answered(command("rdrop:challenge-2", 12, "challenge", "applied", Map.of(), List.of()));
        run.answered(command(13, "unpin", "applied", Map.of(), List.of()));
        JsonNode after = run.json(null).path("steering");
        assertThat(after.at("/exchange/takenBack").asBoolean()).isTrue();
        assertThat(after.path("level").asLong()).isZero();
        assertThat(after.path("challenger").isNull()).isTrue();
        assertThat(after.path("pin").isNull()).isTrue();
    }

    /** A job that goes back to its last checkpoint answers again. */
    @Test
    void commandsAreBoundedAndAnsweredOnce() {
        report.add(Steps.at("default", 1, 0.9));
        for (int i = 1; i <= 300; i++) {
            run.answered(command(i, "snapshot", "applied", Map.of(), List.of()));
            run.answered(command(i, "snapshot", "applied", Map.of(), List.of()));
        }
        JsonNode steering = run.json(null).path("steering");
        assertThat(steering.path("count").asLong()).isEqualTo(300);
        assertThat(steering.path("commands")).hasSize(Steering.MOST_COMMANDS);
        assertThat(steering.at("/commands/0/examples").asLong()).isEqualTo(300);
    }

    private static AnsweredCommand command(
            int number, String action, String verdict, Map<String, String> settings, List<String> unset) {
        return command("id-" + number, number, action, verdict, settings, unset);
    }

    private static AnsweredCommand command(
            String id, int number, String action, String verdict, Map<String, String> settings, List<String> unset) {
        return new AnsweredCommand(
                id,
                "default",
                action,
                action,
                "anna",
                verdict,
                verdict.equals(AnsweredCommand.APPLIED) ? null : "as it is",
                number,
                1_000L * number,
                action.equals("pin") ? 3 : 0,
                settings,
                unset);
    }

    @Test
    void theClockStopsAtTheEnd() {
        run.link("Flink", "http://127.0.0.1:1");
        nanos.addAndGet(3 * SECOND);
        assertThat(run.hasEnded()).isFalse();
        run.end(Phase.FINISHED, "The report is in x");
        nanos.addAndGet(3 * SECOND);

        JsonNode json = run.json(null);
        assertThat(run.hasEnded()).isTrue();
        assertThat(json.at("/ended").asBoolean()).isTrue();
        assertThat(json.at("/seconds").asDouble()).isEqualTo(3);
        assertThat(json.at("/detail").asText()).isEqualTo("The report is in x");
        assertThat(json.at("/links/Flink").asText()).isEqualTo("http://127.0.0.1:1");
    }
}
