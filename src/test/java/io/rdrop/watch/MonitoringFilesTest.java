package io.rdrop.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rdrop.telemetry.Meters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Dashboards, rules, runbook and code agree with each other, and dashboards with what Grafana's published schema asks
 * for.
 */
class MonitoringFilesTest {
    private static final String DATA_SOURCE = "rdrop-prometheus";

    /** Of a histogram, beside the name in the list. */
    private static final Pattern HISTOGRAM_PART = Pattern.compile("_(bucket|sum|count|max)$");

    static List<Dashboard> dashboards() throws IOException {
        return Dashboard.all();
    }

    static List<Rules.Alert> alerts() throws IOException {
        return Rules.alerts();
    }

    @Test
    void thereAreTheFourDashboards() throws IOException {
        assertThat(dashboards().stream().map(Dashboard::uid))
                .containsExactlyInAnyOrder("rdrop-learning", "rdrop-pipeline", "rdrop-models", "rdrop-machines");
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void aDashboardHasWhatGrafanaAsksFor(Dashboard dashboard) {
        JsonNode json = dashboard.json();
        // The schema that Grafana 11 writes; a newer one migrates it, an older one refuses what it does not know.
        assertThat(json.path("schemaVersion").asInt()).isEqualTo(39);
        assertThat(dashboard.uid()).matches("[a-zA-Z0-9_-]{8,40}");
        assertThat(json.path("title").asText()).isNotBlank();
        assertThat(json.path("description").asText()).isNotBlank();
        assertThat(json.path("editable").isBoolean()).isTrue();
        assertThat(json.path("graphTooltip").asInt(-1)).isBetween(0, 2);
        // An id is the installation's own; with one, provisioning would overwrite another dashboard.
        assertThat(json.has("id")).isFalse();
        Set<Integer> ids = new HashSet<>();
        for (JsonNode panel : json.path("panels")) {
            assertThat(ids.add(panel.path("id").asInt()))
                    .as("id of %s", panel.path("title"))
                    .isTrue();
            JsonNode place = panel.path("gridPos");
            assertThat(place.path("w").asInt()).isBetween(1, 24);
            assertThat(place.path("h").asInt()).isPositive();
            assertThat(place.path("x").asInt(-1))
                    .isBetween(0, 24 - place.path("w").asInt());
            assertThat(place.path("y").asInt(-1)).isNotNegative();
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void panelsDoNotOverlap(Dashboard dashboard) {
        Set<String> taken = new HashSet<>();
        for (JsonNode panel : dashboard.json().path("panels")) {
            JsonNode at = panel.path("gridPos");
            for (int x = at.get("x").asInt();
                    x < at.get("x").asInt() + at.get("w").asInt();
                    x++) {
                for (int y = at.get("y").asInt();
                        y < at.get("y").asInt() + at.get("h").asInt();
                        y++) {
                    assertThat(taken.add(x + "/" + y))
                            .as(panel.path("title").asText())
                            .isTrue();
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everyPanelSaysWhatItShowsInWhatUnitAndAsksTheDataSource(Dashboard dashboard) {
        Set<String> titles = new HashSet<>();
        for (JsonNode panel : dashboard.panels()) {
            String title = panel.path("title").asText();
            assertThat(title).isNotBlank();
            titles.add(title);
            assertThat(panel.path("description").asText()).as(title).isNotBlank();
            assertThat(panel.at("/fieldConfig/defaults/unit").asText())
                    .as("unit of %s", title)
                    .isNotBlank();
            assertThat(panel.at("/fieldConfig/defaults/thresholds/steps"))
                    .as(title)
                    .isNotEmpty();
            assertThat(panel.path("targets")).as(title).isNotEmpty();
            assertThat(panel.at("/datasource/uid").asText()).isEqualTo(DATA_SOURCE);
            Set<String> refIds = new HashSet<>();
            for (JsonNode target : panel.path("targets")) {
                assertThat(target.path("expr").asText()).as(title).isNotBlank();
                assertThat(refIds.add(target.path("refId").asText())).as(title).isTrue();
                assertThat(target.at("/datasource/uid").asText()).isEqualTo(DATA_SOURCE);
            }
        }
        assertThat(titles).hasSizeGreaterThan(8);
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void aDashboardHasItsVariablesAndMarksSnapshotsAndDrift(Dashboard dashboard) {
        assertThat(dashboard.variables().stream()
                        .map(variable -> variable.path("name").asText()))
                .contains("job")
                .containsAnyOf("model", "instance");
        for (JsonNode variable : dashboard.variables()) {
            assertThat(variable.at("/datasource/uid").asText()).isEqualTo(DATA_SOURCE);
            assertThat(variable.path("allValue").asText()).isEqualTo(".*");
        }
        assertThat(dashboard.annotations().stream().map(Query::place))
                .anyMatch(place -> place.endsWith("annotation Snapshots"))
                .anyMatch(place -> place.endsWith("annotation Drift"));
        // What is asked is what the variables choose; alerts and processes are of no job.
        for (Query query : dashboard.queries()) {
            assertThat(query.expression())
                    .as(query.place())
                    .matches("(?s).*(\\$job|\\$model|\\$instance|ALERTS|kafka_consumergroup_lag).*");
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void linksLeadToAllTheOthers(Dashboard dashboard) throws IOException {
        Set<String> others = dashboards().stream().map(Dashboard::uid).collect(Collectors.toCollection(TreeSet::new));
        others.remove(dashboard.uid());
        Set<String> linked = new TreeSet<>();
        for (JsonNode link : dashboard.json().path("links")) {
            assertThat(link.path("type").asText()).isEqualTo("link");
            assertThat(link.path("includeVars").asBoolean()).isTrue();
            assertThat(link.path("url").asText()).startsWith("/d/");
            linked.add(link.path("url").asText().substring("/d/".length()));
        }
        assertThat(linked).isEqualTo(others);
    }

    @Test
    @SuppressWarnings("unchecked") // YAML knows no types
    void theDataSourceOfAllIsProvisioned() throws IOException {
        List<Map<String, Object>> sources =
                (List<Map<String, Object>>) Rules.yaml(Path.of("grafana/provisioning/datasources/prometheus.yaml"))
                        .getOrDefault("datasources", List.of());
        assertThat(sources.stream().map(source -> source.get("uid"))).containsExactly(DATA_SOURCE);
        assertThat(Files.readString(Path.of("grafana/provisioning/alerting/rdrop.yaml")))
                .contains("datasourceUid: " + DATA_SOURCE);
        assertThat(Rules.yaml(Path.of("grafana/provisioning/dashboards/rdrop.yaml")))
                .containsKey("providers");
    }

    @Test
    void everySeriesThatIsAskedForExists() throws IOException {
        Set<String> recorded = new TreeSet<>();
        Rules.recordings().forEach(rule -> recorded.add(rule.place()));
        for (Query query : allQueries()) {
            for (String name : query.ownSeries()) {
                assertThat(known(name)).as("%s in %s", name, query.place()).isTrue();
            }
            Matcher rule = Pattern.compile("rdrop:[a-z0-9_:]+").matcher(query.expression());
            while (rule.find()) {
                assertThat(recorded).as(query.place()).contains(rule.group());
            }
        }
    }

    @Test
    void everyRecordingRuleIsUsed() throws IOException {
        String used = allQueries().stream().map(Query::expression).collect(Collectors.joining("\n"));
        assertThat(Rules.recordings())
                .allSatisfy(rule -> assertThat(used).containsPattern(rule.place() + "(?![\\w:])"));
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void anAlertSaysWhatWhereAndWhatToDo(Rules.Alert alert) {
        assertThat(alert.name()).matches("Rdrop[A-Za-z]+");
        assertThat(alert.labels().get("severity")).isIn("critical", "warning");
        assertThat(alert.annotations().get("summary")).contains("$labels.");
        assertThat(alert.annotations().get("description")).contains("$labels.").doesNotContain("TODO");
        assertThat(alert.annotations().get("runbook_url"))
                .isEqualTo("docs/runbook.md#" + alert.name().toLowerCase(Locale.ROOT));
    }

    @Test
    void theRunbookHasASectionForEachAlertAndNoOther() throws IOException {
        List<String> sections = new ArrayList<>();
        Matcher heading = Pattern.compile("(?m)^## (Rdrop\\w+)$").matcher(Files.readString(Path.of("docs/runbook.md")));
        while (heading.find()) {
            sections.add(heading.group(1));
        }
        assertThat(sections)
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(
                        alerts().stream().map(Rules.Alert::name).toList());
    }

    @Test
    void everySectionOfTheRunbookSaysMeaningFirstLookAndRemedy() throws IOException {
        String[] sections = Files.readString(Path.of("docs/runbook.md")).split("(?m)^## (?=Rdrop)", -1);
        assertThat(sections).hasSizeGreaterThan(1);
        Stream.of(sections).skip(1).forEach(section -> assertThat(section)
                .contains("**Meaning.**")
                .contains("**First look.**")
                .contains("**Remedy.**"));
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void everyAlertIsTestedFiringAndNotFiring(Rules.Alert alert) throws IOException {
        String tests = Files.readString(Path.of("prometheus/tests/alerts_test.yml"))
                + Files.readString(Path.of("prometheus/tests/alerts_slow_test.yml"));
        assertThat(tests)
                .containsPattern("alertname: " + alert.name() + "\n +exp_alerts:\n")
                .contains("alertname: " + alert.name() + ", exp_alerts: []}");
    }

    @Test
    @SuppressWarnings("unchecked") // YAML knows no types
    void podsAreFoundByTheirAnnotationAndTheNamesOfTheirPorts() throws IOException {
        Map<String, Object> config = Rules.yaml(Path.of("prometheus/kubernetes.yml"));
        List<Map<String, Object>> jobs = (List<Map<String, Object>>) config.getOrDefault("scrape_configs", List.of());
        assertThat(jobs.stream().map(job -> job.get("job_name"))).containsExactly("rdrop", "flink");
        for (Map<String, Object> job : jobs) {
            assertThat(job.get("kubernetes_sd_configs")).isEqualTo(List.of(Map.of("role", "pod")));
            assertThat(job.toString()).contains("regex=true;" + job.get("job_name") + "-metrics");
        }
        assertThat(config.get("rule_files"))
                .isEqualTo(Rules.yaml(Path.of("prometheus/prometheus.yml")).get("rule_files"));
    }

    private static List<Query> allQueries() throws IOException {
        List<Query> queries = new ArrayList<>();
        for (Dashboard dashboard : Dashboard.all()) {
            queries.addAll(dashboard.queries());
            queries.addAll(dashboard.annotations());
            dashboard
                    .variables()
                    .forEach(variable -> queries.add(new Query(
                            dashboard.file() + ": variable",
                            variable.path("definition").asText())));
        }
        Rules.alerts().forEach(alert -> queries.add(alert.query()));
        queries.addAll(Rules.recordings());
        return queries;
    }

    private static boolean known(String name) {
        for (Meters meter : Meters.values()) {
            boolean part = meter.type() == Meters.Type.HISTOGRAM
                    && HISTOGRAM_PART.matcher(name).replaceFirst("").equals(meter.series());
            if (part || meter.series().equals(name)) {
                return true;
            }
        }
        return false;
    }
}
