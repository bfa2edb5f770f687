package io.rdrop.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rdrop.config.DeviceChoice;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.config.ModelEngine;
import io.rdrop.config.TaskType;
import io.rdrop.job.TrainingJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The Kubernetes deployments in flink-jobs/, against the operator's definition, Flink's options, the image and the
 * code.
 */
class FlinkDeploymentTest {
    /** What is learned by a pool, on the CPU, unless a network is asked for. */
    private static final List<TaskType> POOL_ONLY = List.of(TaskType.LANGUAGE_MODEL, TaskType.SEQUENCE_TAGGING);

    private static final Path GPU = Path.of("kubernetes", "gpu");

    private static final List<String> ON_GPU = List.of("--set", "device=gpu", "--set", "model.engine=torch");

    private static final Pattern ADDED = Pattern.compile("\\{op: add, path: /spec/job/args/-, value: (\\S+)}");

    static List<Path> jobs() throws IOException {
        try (Stream<Path> folders = Files.list(Path.of("flink-jobs"))) {
            return folders.filter(Files::isDirectory).sorted().toList();
        }
    }

    static List<Path> jobsThatMayUseAGpu() throws IOException {
        return jobs().stream()
                .filter(job -> !POOL_ONLY.contains(
                        JobConfigs.load(job.resolve("job.yaml"), List.of()).task()))
                .toList();
    }

    private static YamlTree deployment(Path job) throws IOException {
        return YamlTree.documents(job.resolve("flink-deployment.yaml")).get(0);
    }

    @ParameterizedTest
    @MethodSource("jobs")
    void theOperatorTakesIt(Path job) throws Exception {
        ResourceSchema schema = ResourceSchema.read();
        YamlTree deployment = deployment(job);
        assertThat(deployment.text("apiVersion")).isEqualTo("flink.apache.org/" + schema.version());
        assertThat(deployment.text("kind")).isEqualTo("FlinkDeployment");
        schema.accept(deployment);
        String flink = Pom.read().first("flink.version");
        assertThat(deployment.at("spec").text("flinkVersion"))
                .isEqualTo("v" + flink.substring(0, flink.lastIndexOf('.')).replace('.', '_'));
    }

    @ParameterizedTest
    @MethodSource("jobs")
    void flinkKnowsItsConfiguration(Path job) throws Exception {
        Map<String, String> settings =
                deployment(job).at("spec").at("flinkConfiguration").entries();
        FlinkOptions.read().accept(job.toString(), settings);
        // An application cluster that loses its JobManager goes on from what is on the object storage.
        assertThat(settings).containsEntry("high-availability.type", "kubernetes");
        assertThat(List.of(
                        settings.getOrDefault("execution.checkpointing.dir", ""),
                        settings.getOrDefault("execution.checkpointing.savepoint-dir", ""),
                        settings.getOrDefault("high-availability.storageDir", "")))
                .allMatch(uri -> uri.startsWith("s3://"))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("jobs")
    void itRunsTheJobOfItsFolderAsTheImageHasIt(Path job) throws Exception {
        YamlTree deployment = deployment(job);
        YamlTree run = deployment.at("spec").at("job");
        JobConfig config = effective(job, run.texts("args"));
        assertThat(deployment.at("metadata").text("name")).isEqualTo(config.name());
        assertThat(run.text("entryClass")).isEqualTo(TrainingJob.class.getName());
        assertThat(Files.readString(Path.of("Dockerfile")))
                .contains(" " + run.text("jarURI").replace("local://", "") + "\n");
        assertThat(deployment.at("spec").text("image"))
                .endsWith("/rdrop-stream:" + Pom.read().first("version") + (config.isWritten() ? "-torch" : ""));
        assertThat(run.text("parallelism")).isEqualTo(Integer.toString(config.parallelism()));
        assertThat(run.text("upgradeMode")).isEqualTo("savepoint");
        assertThat(config.registry().directory()).startsWith("s3://");
        assertThat(config.checkpoint().directory()).isNull();
    }

    @ParameterizedTest
    @MethodSource("jobs")
    void metricsAreServedWhereTheyAreLookedFor(Path job) throws Exception {
        YamlTree spec = deployment(job).at("spec");
        JobConfig config = effective(job, spec.at("job").texts("args"));
        YamlTree template = spec.at("podTemplate");
        Map<String, String> ports = Stream.of(0, 1)
                .map(i -> container(template).trees("ports").get(i))
                .collect(java.util.stream.Collectors.toMap(
                        port -> port.text("name"), port -> port.text("containerPort")));
        assertThat(config.metrics().host()).isEqualTo("0.0.0.0");
        assertThat(config.metrics().firstPort()).isEqualTo(config.metrics().lastPort());
        assertThat(ports)
                .containsEntry(
                        "rdrop-metrics", Integer.toString(config.metrics().firstPort()))
                .containsEntry("flink-metrics", spec.at("flinkConfiguration").text("metrics.reporter.prom.port"));
        assertThat(template.at("metadata").at("annotations").entries())
                .containsEntry("prometheus.io/port", ports.get("rdrop-metrics"))
                .containsEntry("prometheus.io/scrape", "true");
        YamlTree monitor =
                YamlTree.documents(job.resolve("flink-deployment.yaml")).get(1);
        assertThat(monitor.text("kind")).isEqualTo("PodMonitor");
        assertThat(monitor.at("spec").at("selector").at("matchLabels").text("app"))
                .isEqualTo(config.name());
        assertThat(monitor.at("spec").trees("podMetricsEndpoints").stream().map(endpoint -> endpoint.text("port")))
                .containsExactlyInAnyOrderElementsOf(ports.keySet());
    }

    @ParameterizedTest
    @MethodSource("jobs")
    void theConfigMapIsTheFoldersJobAndIsMountedWhereTheArgumentsLook(Path job) throws Exception {
        YamlTree spec = deployment(job).at("spec");
        YamlTree kustomization = YamlTree.of(job.resolve("kustomization.yaml"));
        YamlTree generated = kustomization.trees("configMapGenerator").get(0);
        assertThat(kustomization.texts("resources")).containsExactly("flink-deployment.yaml");
        assertThat(generated.texts("files")).containsExactly("job.yaml");
        YamlTree volume = spec.at("podTemplate").at("spec").trees("volumes").get(0);
        assertThat(volume.at("configMap").text("name")).isEqualTo(generated.text("name"));
        YamlTree mount = container(spec.at("podTemplate")).trees("volumeMounts").get(0);
        assertThat(mount.text("name")).isEqualTo(volume.text("name"));
        assertThat(spec.at("job").texts("args")).startsWith("--config", mount.text("mountPath") + "/job.yaml");
    }

    @ParameterizedTest
    @MethodSource("jobsThatMayUseAGpu")
    void theGpuVariantIsTheSameWithTheComponent(Path job) throws IOException {
        Path folder = Path.of("kubernetes", "with-gpu").resolve(job.getFileName());
        YamlTree variant = YamlTree.of(folder.resolve("kustomization.yaml"));
        assertThat(variant.texts("resources").stream()
                        .map(path -> folder.resolve(path).normalize()))
                .containsExactly(job);
        assertThat(variant.texts("components").stream()
                        .map(path -> folder.resolve(path).normalize()))
                .containsExactly(GPU);
    }

    @Test
    void theGpuComponentAsksForAGpuAndTrainsOnIt() throws Exception {
        YamlTree patch = YamlTree.of(GPU.resolve("flink-deployment.yaml"));
        ResourceSchema.read().accept(patch);
        Map<String, String> settings = patch.at("spec").at("flinkConfiguration").entries();
        FlinkOptions.read().accept("kubernetes/gpu", settings);
        assertThat(settings).containsAllEntriesOf(Compose.read().flinkProperties("taskmanager-gpu"));
        List<YamlTree> patches = YamlTree.of(GPU.resolve("kustomization.yaml")).trees("patches");
        assertThat(patches.get(0).text("path")).isEqualTo("flink-deployment.yaml");
        String added = patches.get(1).text("patch");
        assertThat(ADDED.matcher(added).results().map(argument -> argument.group(1)))
                .containsExactly(ON_GPU.toArray(String[]::new));
    }

    @ParameterizedTest
    @MethodSource("jobsThatMayUseAGpu")
    void whatTheGpuComponentSetsSuitsTheJob(Path job) {
        JobConfig config = effective(job, ON_GPU);

        assertThat(config.device()).isEqualTo(DeviceChoice.GPU);
        assertThat(config.model().engine()).isEqualTo(ModelEngine.TORCH);
    }

    @Test
    void whatTheOperatorDoesNotKnowWouldBeNoticed() throws Exception {
        ResourceSchema schema = ResourceSchema.read();
        for (String wrong : List.of(
                "spec: {upgrade: savepoint}",
                "spec: {job: {parallelism: many}}",
                "spec: {job: {upgradeMode: sometimes}}",
                "spec: {podTemplate: {spec: {containers: [{nam: x}]}}}")) {
            assertThatThrownBy(() -> schema.accept(YamlTree.of("wrong", wrong)))
                    .as(wrong)
                    .isInstanceOf(AssertionError.class);
        }
    }

    private static YamlTree container(YamlTree template) {
        YamlTree container = template.at("spec").trees("containers").get(0);
        assertThat(container.text("name")).isEqualTo("flink-main-container");
        return container;
    }

    /** The folder's job.yaml with what the arguments set. */
    private static JobConfig effective(Path job, List<String> arguments) {
        List<String> overrides = new ArrayList<>();
        for (int i = 0; i + 1 < arguments.size(); i++) {
            if (arguments.get(i).equals("--set")) {
                overrides.add(arguments.get(i + 1));
            }
        }
        return JobConfigs.load(job.resolve("job.yaml"), overrides);
    }
}
