package io.rdrop.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.config.DeviceChoice;
import io.rdrop.config.FeatureConfig;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.tools.feed.generator.DriftStream;
import io.rdrop.tools.feed.generator.Generators;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.RestOptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** docker-compose.yml against the code, the images and the configuration that it puts together. */
class ComposeTest {
    private static final List<String> JOB_SERVICES =
            List.of("jobmanager", "jobmanager-gpu", "taskmanager", "taskmanager-gpu");
    private static final List<String> TASK_MANAGERS = List.of("taskmanager", "taskmanager-gpu");

    /** Of these nobody waits for: the feeder fails and is restarted, the exporter has nothing to ask with. */
    private static final Set<String> WITHOUT_HEALTH = Set.of("topics", "feeder", "kafka-exporter");

    private final Configuration flink =
            GlobalConfiguration.loadConfiguration(Path.of("docker", "flink").toString());
    private Compose compose;
    private JobConfig job;

    @BeforeEach
    void read() throws IOException {
        compose = Compose.read();
        job = JobConfigs.load(compose.mounted("jobmanager", "/etc/rdrop/job.yaml"), List.of());
    }

    @Test
    void imagesHaveTheVersionsOfThePom() throws IOException {
        Pom pom = Pom.read();
        String project = pom.first("version");
        assertThat(images())
                .containsEntry("kafka", "apache/kafka:" + pom.first("kafka.version"))
                .containsEntry("topics", "apache/kafka:" + pom.first("kafka.version"))
                .containsEntry("jobmanager", "rdrop-stream:" + project)
                .containsEntry("taskmanager", "rdrop-stream:" + project)
                .containsEntry("jobmanager-gpu", "rdrop-stream:" + project + "-gpu")
                .containsEntry("taskmanager-gpu", "rdrop-stream:" + project + "-gpu")
                .containsEntry("feeder", "rdrop-cli:" + project);
        assertThat(images().values()).allMatch(image -> image.matches("[a-z/-]+:v?\\d+\\.\\d+\\.\\d+(-gpu)?"));
    }

    @Test
    void onlyGrafanaAndTheFlinkUiAreReachedAndOnlyFromThisMachine() {
        Map<String, List<String>> published = compose.services().entrySet().stream()
                .filter(service -> service.getValue().has("ports"))
                .collect(Collectors.toMap(
                        Map.Entry::getKey, service -> service.getValue().texts("ports")));
        assertThat(published)
                .containsOnly(
                        Map.entry("grafana", List.of("127.0.0.1:3000:3000")),
                        Map.entry("jobmanager", List.of("127.0.0.1:8081:" + flink.get(RestOptions.PORT))),
                        Map.entry("jobmanager-gpu", List.of("127.0.0.1:8081:" + flink.get(RestOptions.PORT))));
    }

    @Test
    void servicesStartWhenWhatTheyNeedIsThere() {
        Set<String> waitedFor = new TreeSet<>();
        compose.services().forEach((name, service) -> {
            assertThat(service.has("healthcheck")).as(name).isEqualTo(!WITHOUT_HEALTH.contains(name));
            if (!service.has("depends_on")) {
                return;
            }
            service.at("depends_on").map().keySet().forEach(other -> {
                String needed = String.valueOf(other);
                waitedFor.add(needed);
                String condition = service.at("depends_on").at(needed).text("condition");
                assertThat(condition)
                        .as("%s waits for %s", name, needed)
                        .isEqualTo(
                                compose.service(needed).has("healthcheck")
                                        ? "service_healthy"
                                        : "service_completed_successfully");
            });
        });
        assertThat(waitedFor).containsExactly("jobmanager", "jobmanager-gpu", "kafka", "prometheus", "topics");
        assertThat(compose.service("topics").text("restart")).isEqualTo("no");
    }

    @Test
    void everyServiceIsKeptWithinLimits() {
        compose.services().forEach((name, service) -> assertThat(
                        service.at("deploy").at("resources").at("limits").entries())
                .as(name)
                .containsOnlyKeys("cpus", "memory"));
    }

    @Test
    void theTopicsOfTheJobAreMadeAndFed() {
        String script = compose.service("topics").texts("command").get(0);
        Matcher made = Pattern.compile("(?m)^topic (\\S+) ").matcher(script);
        assertThat(made.results().map(topic -> topic.group(1)))
                .containsExactlyInAnyOrder(
                        job.topics().examples(),
                        job.topics().rejected(),
                        job.topics().models(),
                        job.topics().reports());
        assertThat(job.topics().create()).isFalse();
        String kafka = compose.brokerProperties()
                .getOrDefault("advertised.listeners", "")
                .replace("PLAINTEXT://", "");
        assertThat(job.kafka().bootstrap()).isEqualTo(kafka);
        assertThat(script).contains("--bootstrap-server " + kafka + " ");
        assertThat(compose.service("feeder").texts("command"))
                .contains("--topic=" + job.topics().examples(), "--bootstrap=" + kafka);
        assertThat(compose.service("kafka-exporter").texts("command")).containsExactly("--kafka.server=" + kafka);
    }

    @Test
    void theFeederSendsWhatTheJobLearns() throws IOException {
        DriftStream stream = Generators.byName(Compose.environment().getOrDefault("FEED_GENERATOR", ""), 1, 4);
        assertThat(job.features().stream().map(FeatureConfig::name))
                .containsExactlyElementsOf(
                        stream.features().stream().map(FeatureConfig::name).toList());
        assertThat(job.label().classes()).isEqualTo(stream.classes());
    }

    @Test
    void theBrokerTakesItsSettings() {
        Map<String, String> settings = compose.brokerProperties();
        assertThat(KafkaConfig.configNames().toSeq().mkString(",").split(",", -1))
                .containsAll(settings.keySet());
        assertThat(KafkaConfig.fromProps(properties(settings)).nodeId()).isEqualTo(1);
    }

    @Test
    void stateAndModelsAreInTheVolumeThatAllFlinkProcessesShare() {
        for (String service : JOB_SERVICES) {
            assertThat(compose.service(service).texts("volumes")).contains("state:/data");
        }
        assertThat(compose.volumes().entries()).containsKeys("state", "kafka", "prometheus", "grafana");
        assertThat(job.registry().directory()).startsWith("/data/");
        assertThat(URI.create(flink.get(CheckpointingOptions.CHECKPOINTS_DIRECTORY))
                        .getPath())
                .isEqualTo("/data/checkpoints");
        assertThat(job.checkpoint().directory()).isNull();
    }

    @Test
    void metricsAreServedWherePrometheusLooks() {
        assertThat(job.metrics().host()).isEqualTo("0.0.0.0");
        assertThat(job.metrics().firstPort()).isEqualTo(9400);
        for (String service : TASK_MANAGERS) {
            assertThat(compose.service(service).at("healthcheck").texts("test"))
                    .containsExactly(
                            "CMD",
                            "/opt/flink/bin/rdrop-health.sh",
                            flink.toMap().get("metrics.reporter.prom.port"),
                            "/");
        }
        for (String service : List.of("jobmanager", "taskmanager")) {
            assertThat(compose.service(service + "-gpu")
                            .at("networks")
                            .at("default")
                            .texts("aliases"))
                    .containsExactly(service);
        }
    }

    @Test
    void whatIsMountedIsThere() {
        compose.services().values().stream()
                .filter(service -> service.has("volumes"))
                .flatMap(service -> service.texts("volumes").stream())
                .filter(volume -> volume.startsWith("./"))
                .map(volume -> Path.of(volume.split(":", -1)[0]).normalize())
                .filter(path -> Files.exists(path.getName(0)))
                .forEach(path -> assertThat(path).exists());
        assertThat(compose.service("prometheus").texts("command"))
                .contains("--config.file=/etc/prometheus/prometheus.yml");
        assertThat(compose.service("grafana").at("environment").entries())
                .containsEntry("RDROP_PROMETHEUS_URL", "http://prometheus:9090");
    }

    @Test
    void aGpuIsReservedAndHandedOutByFlink() throws Exception {
        YamlTree reserved = compose.service("taskmanager-gpu")
                .at("deploy")
                .at("resources")
                .at("reservations")
                .trees("devices")
                .get(0);
        Map<String, String> properties = compose.flinkProperties("taskmanager-gpu");
        FlinkOptions.read().accept("FLINK_PROPERTIES", properties);
        assertThat(properties)
                .containsEntry("external-resource.gpu.amount", reserved.text("count"))
                .containsEntry("external-resources", "gpu");
    }

    @Test
    void onAGpuTheSameJobNamesDeviceAndEngine() {
        List<String> cpu = compose.service("jobmanager").texts("command");
        List<String> gpu = compose.service("jobmanager-gpu").texts("command");
        assertThat(gpu.subList(0, cpu.size())).isEqualTo(cpu);
        assertThat(gpu.subList(cpu.size(), gpu.size()))
                .containsExactly("--set", "device=gpu", "--set", "model.engine=torch");
        assertThat(JobConfigs.load(
                                compose.mounted("jobmanager-gpu", "/etc/rdrop/job.yaml"),
                                List.of("device=gpu", "model.engine=torch"))
                        .device())
                .isEqualTo(DeviceChoice.GPU);
    }

    @Test
    void variablesAndTheirDefaultsAreThoseOfTheEnvironmentFile() throws IOException {
        Map<String, String> used = Compose.VARIABLE
                .matcher(Files.readString(Compose.FILE))
                .results()
                .collect(Collectors.toMap(found -> found.group(1), found -> found.group(2), (a, b) -> b));
        Map<String, String> environment = Compose.environment();
        environment.remove("COMPOSE_PROFILES");
        assertThat(used).isEqualTo(environment);
    }

    @Test
    void theProfilesTakeTurns() throws IOException {
        assertThat(Stream.of(Compose.environment()
                        .getOrDefault("COMPOSE_PROFILES", "")
                        .split(",", -1)))
                .containsExactly("cpu");
        for (String service : List.of("jobmanager", "taskmanager")) {
            assertThat(compose.service(service).texts("profiles")).containsExactly("cpu");
            assertThat(compose.service(service + "-gpu").texts("profiles")).containsExactly("gpu");
        }
    }

    private Map<String, String> images() {
        return compose.services().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, service -> service.getValue().text("image")));
    }

    private static java.util.Properties properties(Map<String, String> map) {
        java.util.Properties properties = new java.util.Properties();
        properties.putAll(map);
        return properties;
    }
}
