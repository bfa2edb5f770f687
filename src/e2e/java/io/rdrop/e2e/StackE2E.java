package io.rdrop.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.deploy.Compose;
import io.rdrop.registry.LocalRegistryStorage;
import io.rdrop.registry.ModelRegistry;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every process of docker-compose.yml without a container engine: the broker from its environment, the topics by its
 * script, Flink from the image's configuration and start script, the feeder by its command line. Only addresses, ports
 * and folders are others.
 */
class StackE2E {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String STEPS = "rdrop_steps_total";

    @TempDir
    private Path folder = Path.of("");

    private final List<AutoCloseable> running = new ArrayList<>();
    private final int kafkaPort;
    private final int restPort;
    private final int reporterPort;
    private final int metricsPort;
    private Compose compose;
    private JobConfig job;

    StackE2E() throws IOException {
        kafkaPort = FlinkProcesses.freePort();
        restPort = FlinkProcesses.freePort();
        reporterPort = FlinkProcesses.freePort();
        metricsPort = FlinkProcesses.freePort();
        compose = Compose.read();
        job = JobConfigs.load(jobYaml(), List.of());
    }

    private Path jobYaml() {
        return compose.mounted("jobmanager", "/etc/rdrop/job.yaml");
    }

    @BeforeEach
    void startKafka() throws Exception {
        Launched broker = startBroker();
        makeTopics(broker);
    }

    @AfterEach
    void stop() throws Exception {
        for (int i = running.size() - 1; i >= 0; i--) {
            running.get(i).close();
        }
    }

    @Test
    void learnsFromTheFeederAnswersItsHealthChecksAndComesBackFromItsLastCheckpoint() throws Exception {
        Path state = Files.createDirectories(folder.resolve("state"));
        FlinkHome flink = keep(FlinkHome.lay(folder.resolve("flink"), flinkSettings(state)));
        Launched first = flink.startJob("jobmanager-1", state, jobArguments(state));
        first.await(PATIENCE, "the REST endpoint", () -> healthy(restPort, "/overview"));
        Launched taskManager = startTaskManager(flink, "taskmanager-1");
        keep(startFeeder());

        taskManager.await(PATIENCE, "200 steps", () -> Http.sum(metricsPort, STEPS) > 200);
        assertThat(first.printed()).contains("starting without state");
        assertThat(healthy(reporterPort, "/"))
                .as("the TaskManager's health check")
                .isTrue();
        assertThat(healthy(FlinkProcesses.freePort(), "/"))
                .as("where nobody is")
                .isFalse();
        assertThat(healthy(restPort, "/nothing-here"))
                .as("where something is amiss")
                .isFalse();
        assertThat(Http.samples(metricsPort, "rdrop_device_info"))
                .singleElement()
                .asString()
                .contains("device=\"cpu\"", "kind=\"cpu\"");
        assertThat(Http.get(reporterPort, "/")).contains("flink_taskmanager_Status_JVM_Memory_Heap_Used");
        assertThat(Http.json(restPort, "/jobs/overview").at("/jobs/0/name").asText())
                .isEqualTo(job.name());
        awaitVersion(taskManager, state);

        double before = Http.sum(metricsPort, STEPS);
        first.terminate(); // as `docker compose restart` does it
        first.result(PATIENCE);
        taskManager.close(); // and this one is killed
        Launched second = flink.startJob("jobmanager-2", state, jobArguments(state));
        second.await(PATIENCE, "the REST endpoint", () -> healthy(restPort, "/overview"));
        Launched again = startTaskManager(flink, "taskmanager-2");
        again.await(PATIENCE, "more steps than before", () -> Http.sum(metricsPort, STEPS) > before + 50);
        assertThat(second.printed()).contains("rdrop-job: going on from " + state.resolve("checkpoints"));
        assertThat(Http.json(restPort, "/jobs/" + jobId() + "/checkpoints")
                        .at("/latest/restored/external_path")
                        .asText())
                .contains("/checkpoints/");
    }

    /** On one machine with the JobManager its reporter needs another port. */
    private Launched startTaskManager(FlinkHome flink, String name) throws IOException {
        return flink.startTaskManager(name, Map.of("metrics.reporter.prom.port", Integer.toString(reporterPort)));
    }

    private String jobId() {
        return Http.json(restPort, "/jobs/overview").at("/jobs/0/jid").asText();
    }

    private void awaitVersion(Launched taskManager, Path state) throws Exception {
        Path models = state.resolve("models");
        ModelRegistry registry = new ModelRegistry(new LocalRegistryStorage(models), Clock.systemUTC());
        taskManager.await(PATIENCE, "a committed model", () -> {
            try {
                return Files.isDirectory(models) && registry.latest("default").isPresent();
            } catch (IOException e) {
                return false;
            }
        });
    }

    private Launched startBroker() throws IOException, InterruptedException {
        int controllerPort = FlinkProcesses.freePort();
        Map<String, String> properties = compose.brokerProperties();
        String here = "127.0.0.1:";
        properties.put("listeners", "PLAINTEXT://" + here + kafkaPort + ",CONTROLLER://" + here + controllerPort);
        properties.put("advertised.listeners", "PLAINTEXT://" + here + kafkaPort);
        properties.put("controller.quorum.voters", "1@" + here + controllerPort);
        properties.put("log.dirs", folder.resolve("kafka").toString());
        Path file = Files.write(
                folder.resolve("server.properties"),
                properties.entrySet().stream()
                        .map(property -> property.getKey() + "=" + property.getValue())
                        .toList());
        String cluster = compose.service("kafka").at("environment").text("CLUSTER_ID");
        Launched.Result formatted = Launched.run(
                folder.resolve("format.log"),
                kafka("kafka.tools.StorageTool", "format", "-t", cluster, "-c", file.toString()));
        assertThat(formatted.exitCode()).as(formatted.printed()).isZero();
        return keep(Launched.start(folder.resolve("kafka.log"), Map.of(), kafka("kafka.Kafka", file.toString())));
    }

    private List<String> kafka(String main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of(compose.service("kafka")
                .at("environment")
                .text("KAFKA_HEAP_OPTS")
                .split(" ", -1)));
        try (Stream<Path> jars = Files.list(Path.of("target/dist/lib"))) {
            command.addAll(List.of("-cp", jars.map(Path::toString).collect(Collectors.joining(File.pathSeparator))));
        }
        command.add("-Dlog4j2.configurationFile="
                + Path.of("src/e2e/resources/cluster-log4j2.properties").toUri());
        command.add(main);
        command.addAll(List.of(arguments));
        return command;
    }

    /**
     * Runs the script of the service `topics`; where it calls Kafka's tool, this test creates the topic that it asks
     * for.
     */
    private void makeTopics(Launched broker) throws Exception {
        Path asked = folder.resolve("topics.txt");
        Path tool = Files.writeString(
                folder.resolve("kafka-topics.sh"), "#!/usr/bin/env bash\necho \"$@\" >>" + asked + "\n");
        FlinkHome.executable(tool);
        List<String> command = new ArrayList<>(compose.service("topics").texts("entrypoint"));
        command.add(compose.service("topics")
                .texts("command")
                .get(0)
                .replace("/opt/kafka/bin/kafka-topics.sh", tool.toString()));
        Launched.Result script = Launched.run(folder.resolve("topics.log"), command);
        assertThat(script.exitCode()).as(script.printed()).isZero();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", "127.0.0.1:" + kafkaPort))) {
            broker.await(PATIENCE, "the broker", () -> answers(admin));
            for (String line : Files.readAllLines(asked)) {
                admin.createTopics(List.of(topic(line))).all().get();
            }
            List<String> needed = List.of(
                    job.topics().examples(),
                    job.topics().rejected(),
                    job.topics().models());
            broker.await(PATIENCE, "the topics " + needed, () -> topics(admin).containsAll(needed));
        }
    }

    private static Set<String> topics(Admin admin) {
        try {
            return admin.listTopics().names().get();
        } catch (java.util.concurrent.ExecutionException e) {
            return Set.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static boolean answers(Admin admin) {
        try {
            return !admin.describeCluster().nodes().get().isEmpty();
        } catch (java.util.concurrent.ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static NewTopic topic(String line) {
        Map<String, String> options = new HashMap<>();
        String[] words = line.split(" ", -1);
        for (int i = 0; i + 1 < words.length; i++) {
            if (words[i].startsWith("--")) {
                options.put(words[i], words[i + 1]);
            }
        }
        NewTopic topic = new NewTopic(
                options.getOrDefault("--topic", ""),
                Integer.parseInt(options.getOrDefault("--partitions", "")),
                Short.parseShort(options.getOrDefault("--replication-factor", "")));
        String[] setting = options.getOrDefault("--config", "retention.ms=-1").split("=", 2);
        return topic.configs(Map.of(setting[0], setting[1]));
    }

    private Map<String, String> flinkSettings(Path state) throws IOException {
        Map<String, String> settings = new LinkedHashMap<>();
        String here = "127.0.0.1";
        settings.put("jobmanager.rpc.address", here);
        settings.put("jobmanager.bind-host", here);
        settings.put("jobmanager.rpc.port", Integer.toString(FlinkProcesses.freePort()));
        settings.put("taskmanager.bind-host", here);
        settings.put("taskmanager.host", here);
        settings.put("rest.address", here);
        settings.put("rest.bind-address", here);
        settings.put("rest.port", Integer.toString(restPort));
        settings.put(
                "execution.checkpointing.dir",
                state.resolve("checkpoints").toUri().toString());
        settings.put(
                "execution.checkpointing.savepoint-dir",
                state.resolve("savepoints").toUri().toString());
        settings.put(
                "io.tmp.dirs", Files.createDirectories(folder.resolve("tmp")).toString());
        settings.put("metrics.reporter.prom.port", Integer.toString(FlinkProcesses.freePort()));
        return settings;
    }

    private List<String> jobArguments(Path state) {
        List<String> arguments = new ArrayList<>();
        for (String argument : compose.service("jobmanager").texts("command")) {
            arguments.add(
                    argument.equals("/etc/rdrop/job.yaml")
                            ? jobYaml().toAbsolutePath().toString()
                            : argument);
        }
        for (String setting : List.of(
                "kafka.bootstrap=127.0.0.1:" + kafkaPort,
                "registry.directory=" + state.resolve("models"),
                "metrics.host=127.0.0.1",
                "metrics.ports=" + metricsPort,
                "checkpoint.interval=1s")) {
            arguments.addAll(List.of("--set", setting));
        }
        return arguments;
    }

    private Launched startFeeder() throws IOException {
        List<String> command =
                new ArrayList<>(List.of(Path.of("rdrop").toAbsolutePath().toString()));
        for (String argument : compose.service("feeder").texts("command")) {
            command.add(argument.replace("kafka:9092", "127.0.0.1:" + kafkaPort));
        }
        return Launched.start(
                folder.resolve("feeder.log"),
                compose.service("feeder").at("environment").entries(),
                command);
    }

    private boolean healthy(int port, String path) {
        try {
            return Launched.run(
                                    folder.resolve("health.log"),
                                    List.of("docker/flink/rdrop-health.sh", Integer.toString(port), path))
                            .exitCode()
                    == 0;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private <T extends AutoCloseable> T keep(T process) {
        running.add(process);
        return process;
    }
}
