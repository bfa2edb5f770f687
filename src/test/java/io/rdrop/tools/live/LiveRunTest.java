package io.rdrop.tools.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rdrop.example.TaskTerms;
import io.rdrop.tools.report.ReportBuilder;
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
