package io.rdrop.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of prometheus/ as Prometheus' own tools see them. */
class PrometheusFilesE2E {
    private static final Path SHIPPED = WatchedCluster.SHIPPED;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void promtoolAcceptsConfigurationAndRules() throws Exception {
        promtool("check", "config", SHIPPED.resolve("prometheus.yml").toString());
        promtool("check", "rules", SHIPPED.resolve("rules/recording.yml").toString());
        promtool("check", "rules", SHIPPED.resolve("rules/alerts.yml").toString());
    }

    @Test
    void everyAlertFiresWhenItShouldAndOnlyThen() throws Exception {
        promtool("test", "rules", SHIPPED.resolve("tests/alerts_test.yml").toString());
        promtool("test", "rules", SHIPPED.resolve("tests/alerts_slow_test.yml").toString());
    }

    /** Debian's Prometheus has no Kubernetes in it: here targets bring the labels that its discovery would give them. */
    @Test
    void ofPodsOnlyTheRunningOnesThatAskForItAreScraped() throws Exception {
        List<Prometheus.Target> pods = List.of(
                pod("10.0.0.1:9400", "tm-1", "rdrop-metrics", Map.of()),
                pod("10.0.0.1:9249", "tm-1", "flink-metrics", Map.of()),
                pod("10.0.0.1:8081", "tm-1", "rest", Map.of()),
                pod("10.0.0.2:9249", "jm-1", "flink-metrics", Map.of()),
                pod("10.0.0.3:9400", "done", "rdrop-metrics", Map.of("__meta_kubernetes_pod_phase", "Succeeded")),
                pod(
                        "10.0.0.4:9400",
                        "silent",
                        "rdrop-metrics",
                        Map.of("__meta_kubernetes_pod_annotation_prometheus_io_scrape", "false")));

        List<String> scraped = new ArrayList<>();
        try (Prometheus prometheus = Prometheus.start(
                folder.resolve("prometheus"),
                SHIPPED.resolve("kubernetes.yml"),
                Map.of("rdrop", pods, "flink", pods))) {
            for (JsonNode target :
                    prometheus.get("/api/v1/targets?state=active").get("activeTargets")) {
                JsonNode labels = target.get("labels");
                scraped.add(Stream.of("job", "namespace", "pod", "instance")
                        .map(label -> labels.path(label).asText())
                        .reduce((a, b) -> a + " " + b)
                        .orElseThrow());
            }
        }

        assertThat(scraped)
                .containsExactlyInAnyOrder(
                        "rdrop streams tm-1 10.0.0.1:9400",
                        "flink streams tm-1 10.0.0.1:9249",
                        "flink streams jm-1 10.0.0.2:9249");
    }

    private static Prometheus.Target pod(String address, String name, String port, Map<String, String> otherwise) {
        Map<String, String> labels = new HashMap<>(Map.of(
                "__meta_kubernetes_namespace", "streams",
                "__meta_kubernetes_pod_name", name,
                "__meta_kubernetes_pod_phase", "Running",
                "__meta_kubernetes_pod_annotation_prometheus_io_scrape", "true",
                "__meta_kubernetes_pod_container_port_name", port));
        labels.putAll(otherwise);
        return new Prometheus.Target(address, labels);
    }

    private void promtool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Prometheus.program("promtool")));
        command.addAll(Arrays.asList(arguments));
        Launched.Result result = Launched.run(folder.resolve("promtool.txt"), command);
        assertThat(result.exitCode()).as("%s\n%s", command, result.printed()).isZero();
    }
}
