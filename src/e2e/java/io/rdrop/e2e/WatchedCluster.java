package io.rdrop.e2e;

import io.rdrop.tools.embedded.EmbeddedKafka;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.flink.metrics.prometheus.PrometheusReporterFactory;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * What docker-compose.yml makes of containers, as processes: Kafka, a Flink cluster with Prometheus' reporter, a feeder
 * for each of two jobs, one of classes, which takes commands and has got one, and one of numbers, and a Prometheus that
 * scrapes it all.
 */
final class WatchedCluster implements AutoCloseable {
    static final Path SHIPPED = Path.of("prometheus");

    private static final int RECORDS_PER_SECOND = 200;

    private final List<Runnable> ends = new ArrayList<>();
    private final Path folder;

    private WatchedCluster(Path folder) {
        this.folder = folder;
    }

    /** A running cluster; {@code prometheus} is its Prometheus. */
    record Running(WatchedCluster cluster, Prometheus prometheus) implements AutoCloseable {
        @Override
        public void close() {
            cluster.close();
        }
    }

    static Running start(Path folder) throws Exception {
        WatchedCluster cluster = new WatchedCluster(folder);
        try {
            return new Running(cluster, cluster.launch());
        } catch (Exception e) {
            cluster.close();
            throw e;
        }
    }

    private Prometheus launch() throws Exception {
        Prometheus.program("prometheus"); // before minutes are spent
        EmbeddedKafka kafka = keep(EmbeddedKafka.start(folder.resolve("kafka")), EmbeddedKafka::close);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
            admin.createTopics(List.of(new NewTopic("control", 1, (short) 1)))
                    .all()
                    .get();
        }
        int reporter = freePorts();
        int meters = freePorts();
        FlinkProcesses flink = keep(
                FlinkProcesses.start(folder.resolve("flink"), reporterSettings(reporter), List.of(reporterJar())),
                FlinkProcesses::close);
        Path data = TestData.writeWithOutlier(folder.resolve("data.csv"));
        for (Job job : List.of(
                new Job("classes", "class", classes(), List.of()),
                new Job(
                        "numbers",
                        "volume",
                        numbers(),
                        List.of("--labels-after", "1s", "--labels-topic", "numbers.labels")))) {
            Path yaml = Files.writeString(folder.resolve(job.name() + ".yaml"), job.yaml());
            flink.submit(
                    Path.of("target/dist/rdrop-job.jar"),
                    List.of(
                            "--config",
                            yaml.toString(),
                            "--set",
                            "kafka.bootstrap=" + kafka.bootstrap(),
                            "--set",
                            "registry.directory=" + folder.resolve(job.name() + "-models"),
                            "--set",
                            "metrics.ports=" + meters + "-" + (meters + 1)));
            List<String> feed = new ArrayList<>(List.of(
                    Path.of("rdrop").toAbsolutePath().toString(),
                    "feed",
                    "--data",
                    data.toString(),
                    "--label",
                    job.label(),
                    "--config",
                    yaml.toString(),
                    "--bootstrap",
                    kafka.bootstrap(),
                    "--topic",
                    job.name(),
                    "--rate",
                    Integer.toString(RECORDS_PER_SECOND),
                    "--loop"));
            feed.addAll(job.feed());
            keep(
                    Launched.start(
                            folder.resolve(job.name() + "-feed.txt"), Map.of("RDROP_JAVA_OPTS", "-Xmx128m"), feed),
                    Launched::close);
        }
        keep(
                Launched.start(
                        folder.resolve("command.txt"),
                        Map.of("RDROP_JAVA_OPTS", "-Xmx128m"),
                        List.of(
                                Path.of("rdrop").toAbsolutePath().toString(),
                                "control",
                                "snapshot",
                                "--bootstrap",
                                kafka.bootstrap(),
                                "--models",
                                "classes.models",
                                "--model",
                                "*",
                                "--wait",
                                "0")),
                Launched::close);
        return keep(
                Prometheus.start(
                        folder.resolve("prometheus"),
                        SHIPPED.resolve("prometheus.yml"),
                        Map.of(
                                "rdrop",
                                List.of(Prometheus.Target.at(meters), Prometheus.Target.at(meters + 1)),
                                "flink",
                                List.of(Prometheus.Target.at(reporter), Prometheus.Target.at(reporter + 1)))),
                Prometheus::close);
    }

    /** @param feed what its feed is told besides */
    private record Job(String name, String label, String yaml, List<String> feed) {}

    private static String classes() {
        return """
                name: the-classes
                topics: {examples: classes, rejected: classes.rejected, models: classes.models, control: control}
                input: {group: classes}
                features: [{name: price}, {name: volume}, {name: colour, type: categorical}]
                label: {column: class, classes: [up, down]}
                learner: pool
                micro-batch: {size: 8}
                evaluation: {window: 500}
                registry: {interval: 5s}
                checkpoint: {interval: 2s}
                lag: {target: 20s}
                drift: {standard: true}
                """;
    }

    /** Their labels come later, on a topic of their own. */
    private static String numbers() {
        return """
                name: numbers
                task: regression
                topics: {examples: numbers, rejected: numbers.rejected, models: numbers.models}
                input: {group: numbers}
                labels: {topic: numbers.labels, wait: 1m, idle: 2s}
                features: [{name: price}, {name: class, type: categorical}, {name: colour, type: categorical}]
                label: {column: volume}
                micro-batch: {size: 8}
                model: {type: mlp, hidden: [16], dropout: 0.1, updater: {type: sgd, learning-rate: 0.01}}
                evaluation: {window: 500}
                registry: {interval: 5s}
                checkpoint: {interval: 2s}
                """;
    }

    /** The shipped lines, at a port of this test's own. */
    private static Map<String, String> reporterSettings(int port) throws IOException {
        Map<String, String> settings = new TreeMap<>();
        for (String line : Files.readAllLines(SHIPPED.resolve("flink-metrics.yaml"))) {
            if (!line.startsWith("#")) {
                String[] parts = line.split(": ", 2);
                settings.put(parts[0], parts[1]);
            }
        }
        if (!"9249-9269".equals(settings.put("metrics.reporter.prom.port", port + "-" + (port + 1)))) {
            throw new IllegalStateException("the shipped port is no longer 9249-9269: " + settings);
        }
        return settings;
    }

    private static Path reporterJar() throws URISyntaxException {
        return Path.of(PrometheusReporterFactory.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
    }

    /** The first of two free ports that are neighbours. */
    private static int freePorts() throws IOException {
        while (true) {
            int first = FlinkProcesses.freePort();
            try (ServerSocket second = new ServerSocket(first + 1)) {
                return second.getLocalPort() - 1;
            } catch (IOException e) {
                // taken; try others
            }
        }
    }

    private <T> T keep(T part, Consumer<T> end) {
        ends.add(() -> end.accept(part));
        return part;
    }

    /** Ends what was started, the last first. */
    @Override
    public void close() {
        Collections.reverse(ends);
        ends.forEach(Runnable::run);
        ends.clear();
    }
}
