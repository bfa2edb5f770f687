package io.rdrop.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
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

    /**
     * Debian's Prometheus has no Kubernetes in it: here targets bring the labels that its discovery would give them.
     */
    @Test
    void ofPodsOnlyTheRunningOnesThatAskForItAreScraped() throws Exception {
        List<Prometheus.Target> pods = List.of(
                pod("127.0.0.11:9400", "tm-1", "rdrop-metrics", Map.of()),
                pod("127.0.0.11:9249", "tm-1", "flink-metrics", Map.of()),
                pod("127.0.0.11:8081", "tm-1", "rest", Map.of()),
                pod("127.0.0.12:9249", "jm-1", "flink-metrics", Map.of()),
                pod("127.0.0.13:9400", "done", "rdrop-metrics", Map.of("__meta_kubernetes_pod_phase", "Succeeded")),
                pod(
                        "127.0.0.14:9400",
                        "silent",
                        "rdrop-metrics",
                        Map.of("__meta_kubernetes_pod_annotation_prometheus_io_scrape", "false")));

        try (Prometheus prometheus = Prometheus.start(
                folder.resolve("prometheus"),
                SHIPPED.resolve("kubernetes.yml"),
                Map.of("rdrop", pods, "flink", pods))) {
            // Prometheus takes targets up some seconds after its start.
            long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (scraped(prometheus).isEmpty() && System.nanoTime() < deadline) {
                TimeUnit.MILLISECONDS.sleep(500);
            }

            assertThat(scraped(prometheus))
                    .containsExactlyInAnyOrder(
                            "rdrop streams tm-1 127.0.0.11:9400",
                            "flink streams tm-1 127.0.0.11:9249",
                            "flink streams jm-1 127.0.0.12:9249");
        }
    }

    /** Each active target as job, namespace, pod and address. */
    private static List<String> scraped(Prometheus prometheus) throws IOException, InterruptedException {
        List<String> scraped = new ArrayList<>();
        for (JsonNode target : prometheus.get("/api/v1/targets?state=active").get("activeTargets")) {
            JsonNode labels = target.get("labels");
            scraped.add(Stream.of("job", "namespace", "pod", "instance")
                    .map(label -> labels.path(label).asText())
                    .collect(Collectors.joining(" ")));
        }
        return scraped;
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
