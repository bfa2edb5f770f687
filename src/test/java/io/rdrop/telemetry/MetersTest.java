package io.rdrop.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.example.Outliers;
import io.rdrop.example.RejectionReason;
import io.rdrop.example.SourcePosition;
import io.rdrop.example.TaskTerms;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The listing and the endpoint say the same. */
class MetersTest {
    private Scraped scraped;

    @BeforeEach
    void scrapeEverything() throws Exception {
        MetricsEndpoint.shutdown();
        MetricsEndpoint endpoint = MetricsEndpoint.acquire("127.0.0.1", 0, 0);
        LearnerMeters meters = endpoint.learnerMeters("shop", "0", TaskTerms.CLASSES);
        meters.trainsOn("gpu:1", "gpu");
        meters.showConfigured(1_000, Duration.ofSeconds(10), Duration.ofSeconds(30));
        meters.record(Reports.byClass("default"));
        meters.record(Reports.ofPool("pooled"));
        meters.record(Reports.drifting("watched", 0.5));
        meters.steered("default", 1, true, 3, 2);
        meters.challenged("default", 100, 0.02, 0.01, 1, 0);
        meters.behind(1, 250);
        meters.commanded("applied");
        meters.record(
                Reports.withOutliers("default", new Outliers("price", 1, 1e30, new SourcePosition("t", 0, 0, 0))));
        endpoint.learnerMeters("shop", "1", TaskTerms.NUMBERS).record(Reports.regression("price", 32));
        endpoint.learnerMeters("shop", "2", TaskTerms.TEXTS).record(Reports.language("lines"));
        endpoint.learnerMeters("shop", "3", TaskTerms.TAGS).record(Reports.tagging("words"));
        endpoint.learnerMeters("shop", "4", TaskTerms.TRANSLATIONS)
                .record(Reports.written("pairs", TaskTerms.TRANSLATIONS));
        endpoint.learnerMeters("shop", "5", TaskTerms.SUMMARIES).record(Reports.written("short", TaskTerms.SUMMARIES));
        endpoint.snapshotMeters("shop", "0")
                .committed("default", new SnapshotMeters.Committed(1, Reports.TIMESTAMP_MS, false, 1, false));
        endpoint.decodeMeters("shop", "0").rejected(RejectionReason.NOT_JSON);
        ServingMeters serving = endpoint.servingMeters("serve");
        serving.serves("default", () -> 1, () -> false);
        serving.predicted("default", 1);
        serving.answered(200);
        ScoringMeters scoring = endpoint.scoringMeters("score", "0");
        scoring.waiting(() -> 3);
        scoring.serves("default", () -> 1, () -> false);
        scoring.predicted("default", Duration.ofMillis(3));
        scoring.watches("default", () -> 0.5, () -> 2, () -> 0.3, () -> 1);
        scoring.watchesPasses("default", () -> 0.02, () -> 1);
        scoring.compared("default", "shadow:1", () -> 1).predicted(30_000);
        LabelMeters labels = endpoint.labelMeters("shop", "0");
        labels.countsRejected();
        labels.rejected();
        labels.show(LateModels.served());
        scraped = Scraped.from(endpoint);
    }

    @AfterEach
    void shutDown() {
        MetricsEndpoint.shutdown();
    }

    @Test
    void everyListedSeriesIsServedAndNoOther() {
        Set<String> listed = Arrays.stream(Meters.values())
                .flatMap(MetersTest::samples)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(scraped.names("rdrop_")).isEqualTo(listed);
    }

    @Test
    void typesAreAsListed() {
        Map<String, String> listed = new TreeMap<>();
        for (Meters meter : Meters.values()) {
            listed.put(meter.series(), meter.type().name().toLowerCase(Locale.ROOT));
            if (meter.type() == Meters.Type.HISTOGRAM) {
                listed.put(meter.series() + "_max", "gauge");
            }
        }
        Map<String, String> served = new TreeMap<>(scraped.types());
        served.keySet().removeIf(name -> !name.startsWith("rdrop_"));
        assertThat(served).isEqualTo(listed);
    }

    @Test
    void labelsAreAsListed() {
        for (Meters meter : Meters.values()) {
            String name = meter.type() == Meters.Type.HISTOGRAM ? meter.series() + "_count" : meter.series();
            assertThat(scraped.values().keySet().stream().filter(sample -> sample.startsWith(name + "{")))
                    .isNotEmpty()
                    .allSatisfy(sample ->
                            assertThat(Scraped.labelKeys(sample)).containsExactlyInAnyOrderElementsOf(meter.labels()));
        }
    }

    @Test
    void namesFollowPrometheusConventions() {
        for (Meters meter : Meters.values()) {
            assertThat(meter.series()).matches("rdrop(_[a-z][a-z0-9]*)+");
            assertThat(meter.series().endsWith("_total"))
                    .as(meter.series())
                    .isEqualTo(meter.type() == Meters.Type.COUNTER);
            if (meter.type() != Meters.Type.COUNTER && !meter.unit().isEmpty()) {
                assertThat(meter.series()).endsWith("_" + meter.unit());
            }
        }
    }

    @Test
    void everySeriesSaysWhatItMeansAndWhatToDo() {
        assertThat(Meters.values()).allSatisfy(meter -> {
            assertThat(meter.meaning()).endsWith(".").doesNotContain("|", "\n");
            assertThat(meter.action()).endsWith(".").doesNotContain("|", "\n");
        });
    }

    @Test
    void jvmMetersAreServedToo() {
        assertThat(scraped.names("jvm_"))
                .contains("jvm_memory_used_bytes", "jvm_threads_live_threads", "jvm_gc_max_data_size_bytes");
    }

    @Test
    void theResidentMemoryOfTheProcessIsServedToo() {
        // A JVM cannot be in less than its own heap's used part; no bound above, since other tests share the process.
        assertThat(scraped.value("process_resident_memory_bytes")).isGreaterThan(16 * 1024 * 1024);
    }

    private static Stream<String> samples(Meters meter) {
        String name = meter.series();
        return meter.type() == Meters.Type.HISTOGRAM
                ? Stream.of(name + "_bucket", name + "_sum", name + "_count", name + "_max")
                : Stream.of(name);
    }
}
