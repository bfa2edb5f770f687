package io.rdrop.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rdrop.registry.LocalRegistryStorage;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.tools.embedded.EmbeddedKafka;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The thin job jar and the same YAML on a Flink cluster of two processes, with the native jars in its lib/. */
class ClusterE2E {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void theThinJarLearnsOnARealClusterWhatTheEmbeddedOneLearns() throws Exception {
        Path data = TestData.write(folder.resolve("data.csv"));
        Path embedded = folder.resolve("embedded");
        Launched.Result train =
                rdrop("train", "--data", data.toString(), "--label", "class", "--out", embedded.toString());
        assertThat(train.exitCode()).as(train.printed()).isZero();
        JsonNode report =
                new ObjectMapper().readTree(embedded.resolve("report.json").toFile());
        Path registry = folder.resolve("registry");
        int metricsPort = FlinkProcesses.freePort();

        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"));
                FlinkProcesses flink = FlinkProcesses.start(folder.resolve("flink"))) {
            Launched.Result feed = rdrop(
                    "feed",
                    "--data",
                    data.toString(),
                    "--label",
                    "class",
                    "--bootstrap",
                    kafka.bootstrap(),
                    "--topic",
                    "examples");
            assertThat(feed.exitCode()).as(feed.printed()).isZero();
            String job = flink.submit(
                    Path.of("target/dist/rdrop-job.jar"),
                    List.of(
                            "--config",
                            embedded.resolve("job.yaml").toString(),
                            "--set",
                            "kafka.bootstrap=" + kafka.bootstrap(),
                            "--set",
                            "registry.directory=" + registry,
                            "--set",
                            "registry.interval=0s",
                            "--set",
                            "checkpoint.interval=1s",
                            "--set",
                            "metrics.ports=" + metricsPort));

            long steps = report.at("/training/steps").asLong();
            String state = awaitStep(flink, job, registry, steps);

            assertThat(state).isEqualTo(report.get("finalStateSha256").asText());
            String metrics = scrape(metricsPort);
            assertThat(metrics)
                    .containsPattern("rdrop_kl_divergence_nats\\{job_name=\"[^\"]+\",model=\"default\"")
                    .contains("rdrop_rejected_total{");
            flink.cancel(job);
        }
    }

    private static String awaitStep(FlinkProcesses flink, String job, Path directory, long step)
            throws IOException, InterruptedException {
        ModelRegistry registry = new ModelRegistry(new LocalRegistryStorage(directory), Clock.systemUTC());
        long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (System.nanoTime() < deadline) {
            Optional<Long> latest = Files.isDirectory(directory) ? registry.latest("default") : Optional.empty();
            if (latest.isPresent() && registry.manifest("default", latest.get()).step() >= step) {
                assertThat(registry.manifest("default", latest.get()).step()).isEqualTo(step);
                return registry.manifest("default", latest.get()).stateSha256();
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
        throw new IllegalStateException(
                "step " + step + " was not committed; the job is " + flink.state(job) + ", " + flink.exceptions(job));
    }

    private static String scrape(int port) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private Launched.Result rdrop(String... arguments) throws IOException, InterruptedException {
        List<String> command = new java.util.ArrayList<>(
                List.of(Path.of("rdrop").toAbsolutePath().toString()));
        command.addAll(List.of(arguments));
        return Launched.run(folder.resolve("rdrop.txt"), command);
    }
}
