package io.rdrop.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rdrop.watch.Dashboard;
import io.rdrop.watch.Query;
import io.rdrop.watch.Rules;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an engineer will look at has something to show: every query of every panel, rule, alert, variable and mark,
 * asked of a real Prometheus that scrapes two jobs on a real cluster by the shipped configuration.
 */
class MonitoringE2E {
    /** Of the scoring job and of challengers, which do not run here: MetersTest holds that their series are served. */
    private static final Set<String> OF_OTHERS = Set.of(
            "RdropVersionRefused",
            "RdropScoringWaiting",
            "RdropComparedVersionMissing",
            "RdropInputsShifted",
            "RdropChallengerBetter",
            "RdropPromotionTakenBack");

    private static final String NO_SCORING = "no scoring job runs here; MetersTest holds that its series are served";

    private static final String NO_CHALLENGER =
            "no model has a challenger here; MetersTest holds that its series are served";

    private static final String NO_WRITTEN = "libtorch is not here; MetersTest holds that the series are served";

    /** Panels that have nothing to show on a healthy cluster of this kind, and why. */
    private static final Map<String, String> EMPTY_IN_HEALTH = Map.ofEntries(
            Map.entry("pipeline.json: Alerts", "nothing fires"),
            Map.entry(
                    "pipeline.json: Lag by consumer group",
                    "kafka-exporter is optional, and neither a Maven nor a Debian package"),
            Map.entry("models.json: Version of each", NO_SCORING),
            Map.entry("models.json: Rows in a second", NO_SCORING),
            Map.entry("models.json: Agreement with the answer", NO_SCORING),
            Map.entry("models.json: Difference from the answer", NO_SCORING),
            Map.entry("models.json: Error where there are labels", NO_SCORING),
            Map.entry("models.json: Time to predict a row", NO_SCORING),
            Map.entry("models.json: What was served", NO_SCORING),
            Map.entry("models.json: How far inputs have shifted", NO_SCORING),
            Map.entry("models.json: How sure answers are", NO_SCORING),
            Map.entry("models.json: How far dropout passes are apart", NO_SCORING),
            Map.entry("models.json: Advantage of the challenger", NO_CHALLENGER),
            Map.entry("models.json: Compared examples", NO_CHALLENGER),
            Map.entry("models.json: Promotions", NO_CHALLENGER),
            Map.entry("learning.json: BLEU and chrF beside copying, translation", NO_WRITTEN),
            Map.entry("learning.json: ROUGE beside the lead sentence, summarization", NO_WRITTEN),
            Map.entry("learning.json: Log-loss of tokens", NO_WRITTEN));

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir
    private static Path folder = Path.of("");

    private static WatchedCluster.Running running;

    @BeforeAll
    static void startAndWaitForThePanels() throws Exception {
        running = WatchedCluster.start(folder);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!withoutData(panels()).isEmpty() && System.nanoTime() < deadline) {
            TimeUnit.SECONDS.sleep(5);
        }
    }

    @AfterAll
    static void stop() {
        if (running != null) {
            running.close();
        }
    }

    @Test
    void everyQueryOfEveryPanelReturnsData() throws Exception {
        List<Query> panels = panels();

        assertThat(panels).hasSizeGreaterThan(80);
        assertThat(withoutData(panels)).isEmpty();
        assertThat(panels.stream().map(Query::place))
                .as("what is listed as empty is there")
                .containsAll(EMPTY_IN_HEALTH.keySet());
        for (Dashboard dashboard : Dashboard.all()) {
            for (Query query : dashboard.queries()) {
                running.prometheus().query(query.filled()); // those that are empty must at least be understood
            }
        }
    }

    @Test
    void everyVariableHasValuesToChooseFrom() throws Exception {
        for (Dashboard dashboard : Dashboard.all()) {
            for (JsonNode variable : dashboard.variables()) {
                String definition =
                        new Query(dashboard.uid(), variable.path("definition").asText()).filled();
                int comma = definition.lastIndexOf(',');
                JsonNode values = running.prometheus()
                        .labelValues(
                                definition
                                        .substring(comma + 1, definition.length() - 1)
                                        .strip(),
                                definition.substring("label_values(".length(), comma));
                assertThat(values).as(definition).isNotEmpty();
            }
        }
        assertThat(texts(running.prometheus().labelValues("job_name", "rdrop_records_total")))
                .containsExactly("numbers", "the-classes");
    }

    /** Rules and panels put Flink's series beside ours by it. */
    @Test
    void flinkNamesTheJobsAsTheModelsDo() throws Exception {
        for (String series : List.of(
                "flink_taskmanager_job_task_operator_pendingRecords",
                "flink_jobmanager_job_numberOfCompletedCheckpoints")) {
            assertThat(texts(running.prometheus().labelValues("job_name", series)))
                    .containsExactly("numbers", "the-classes");
        }
    }

    @Test
    void snapshotsAreMarkedAndDriftWouldBe() throws Exception {
        for (Dashboard dashboard : Dashboard.all()) {
            for (Query mark : dashboard.annotations()) {
                if (mark.place().endsWith("Snapshots")) {
                    assertThat(running.prometheus().query(mark.filled()))
                            .as(mark.place())
                            .isNotEmpty();
                }
                assertSelectorsHaveData(mark);
            }
        }
    }

    @Test
    void everyRecordingRuleHasDataAndEveryRuleIsHealthy() throws Exception {
        for (Query rule : Rules.recordings()) {
            assertThat(running.prometheus().query(rule.place()))
                    .as(rule.place())
                    .isNotEmpty();
        }
        int rules = 0;
        for (JsonNode group : running.prometheus().get("/api/v1/rules").get("groups")) {
            for (JsonNode rule : group.get("rules")) {
                assertThat(rule.path("health").asText()).as("%s", rule).isEqualTo("ok");
                rules++;
            }
        }
        assertThat(rules).isEqualTo(Rules.recordings().size() + Rules.alerts().size());
    }

    /** An alert's condition does not hold in health; what it looks at must be there, or it never would. */
    @Test
    void everythingThatAnAlertLooksAtHasData() throws Exception {
        for (Rules.Alert alert : Rules.alerts()) {
            if (!OF_OTHERS.contains(alert.query().place())) {
                assertSelectorsHaveData(alert.query());
            }
        }
    }

    @Test
    void noAlertFiresInHealth() throws Exception {
        assertThat(running.prometheus().query("ALERTS{alertstate=\"firing\"}")).isEmpty();
    }

    private static void assertSelectorsHaveData(Query query) throws IOException, InterruptedException {
        assertThat(query.selectors()).as(query.place()).isNotEmpty();
        for (String selector : query.selectors()) {
            assertThat(running.prometheus().query(selector))
                    .as("%s of %s", selector, query.place())
                    .isNotEmpty();
        }
    }

    private static List<Query> panels() throws IOException {
        List<Query> queries = new ArrayList<>();
        for (Dashboard dashboard : Dashboard.all()) {
            queries.addAll(dashboard.queries());
        }
        return queries;
    }

    private static Set<String> withoutData(List<Query> queries) throws IOException, InterruptedException {
        Set<String> empty = new TreeSet<>();
        for (Query query : queries) {
            if (!EMPTY_IN_HEALTH.containsKey(query.place())
                    && running.prometheus().query(query.filled()).isEmpty()) {
                empty.add(query.place() + ": " + query.filled());
            }
        }
        return empty;
    }

    private static List<String> texts(JsonNode values) {
        List<String> texts = new ArrayList<>();
        values.forEach(value -> texts.add(value.asText()));
        return texts;
    }
}
