package io.rdrop.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.deploy.Compose;
import io.rdrop.tools.embedded.EmbeddedKafka;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Flink's GPU plugin with its own discovery script on real TaskManagers; only nvidia-smi is made up. The engine here is
 * the CPU's, so what is seen is what the job does about GPUs that it is handed and cannot use.
 */
class GpuTaskManagerE2E {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir
    private Path folder = Path.of("");

    @Test
    void autoWarnsOnceAndTrainsOnTheCpuAndTaskManagersOfOneHostShareTheGpus() throws Exception {
        int restPort = FlinkProcesses.freePort();
        int metricsPort = FlinkProcesses.freePort();
        Map<String, String> settings = settings(restPort);
        Path coordination = folder.resolve("coordination");
        settings.put(
                "external-resource.gpu.param.discovery-script.args",
                "--enable-coordination-mode --coordination-file " + coordination);
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"));
                FlinkHome flink = home(settings)) {
            Launched jobManager = flink.startJob(
                    "jobmanager",
                    folder.resolve("none"),
                    arguments(
                            kafka,
                            "device=auto",
                            "parallelism=2",
                            "metrics.ports=" + metricsPort + "-" + (metricsPort + 19)));
            jobManager.await(PATIENCE, "the REST endpoint", () -> !Http.get(restPort, "/overview")
                    .isEmpty());
            List<Launched> taskManagers = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                taskManagers.add(flink.startTaskManager("taskmanager-" + i, Map.of()));
            }
            List<String> seen = new ArrayList<>();
            for (Launched taskManager : taskManagers) {
                // The JobManager is watched: if it ends, so does the waiting, and it says why.
                jobManager.await(
                        PATIENCE, "trains on cpu", () -> printed(taskManager).contains("trains on cpu"));
                List<String> warnings = taskManager
                        .printed()
                        .lines()
                        .filter(line -> line.contains("there is no GPU to train on"))
                        .toList();
                assertThat(warnings).as(taskManager.printed()).hasSize(1);
                assertThat(warnings.get(0)).contains("WARN", "-Pcuda", "compute capability 3.7 to 8.9");
                seen.add(warnings.get(0).replaceAll(".*hands out GPU (\\[[^]]*]).*", "$1"));
            }
            assertThat(seen).containsExactlyInAnyOrder("[3]", "[5]");
            assertThat(Files.readAllLines(coordination)).hasSize(2);
            jobManager.await(PATIENCE, "rdrop_device_info", () -> !Http.samples(metricsPort, "rdrop_device_info")
                    .isEmpty());
            assertThat(Http.samples(metricsPort, "rdrop_device_info"))
                    .allMatch(line -> line.contains("device=\"cpu\""));
        }
    }

    @Test
    void gpuThatTheEngineCannotUseFailsTheJobAtOnceWithAReason() throws Exception {
        int restPort = FlinkProcesses.freePort();
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"));
                FlinkHome flink = home(settings(restPort))) {
            Launched jobManager = flink.startJob(
                    "jobmanager", folder.resolve("none"), arguments(kafka, "device=gpu", "metrics.enabled=false"));
            jobManager.await(PATIENCE, "the REST endpoint", () -> !Http.get(restPort, "/overview")
                    .isEmpty());
            flink.startTaskManager("taskmanager", Map.of());

            Launched.Result ended = jobManager.result(PATIENCE);

            assertThat(ended.exitCode()).isNotZero();
            assertThat(ended.printed())
                    .contains("device is gpu but there is no GPU to train on: the cluster hands out GPU [3]")
                    .contains("-Pcuda")
                    .contains("switched from state FAILING to FAILED")
                    .doesNotContain("RESTARTING");
        }
    }

    private static String printed(Launched process) {
        try {
            return process.printed();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The image's configuration, and what docker-compose.yml gives a TaskManager with a GPU. */
    private Map<String, String> settings(int restPort) throws IOException {
        Map<String, String> settings = new LinkedHashMap<>(Compose.read().flinkProperties("taskmanager-gpu"));
        String here = "127.0.0.1";
        for (String key : List.of(
                "jobmanager.rpc.address",
                "jobmanager.bind-host",
                "taskmanager.bind-host",
                "taskmanager.host",
                "rest.address",
                "rest.bind-address")) {
            settings.put(key, here);
        }
        settings.put("jobmanager.rpc.port", Integer.toString(FlinkProcesses.freePort()));
        settings.put("rest.port", Integer.toString(restPort));
        settings.put(
                "execution.checkpointing.dir",
                folder.resolve("checkpoints").toUri().toString());
        settings.put(
                "execution.checkpointing.savepoint-dir",
                folder.resolve("savepoints").toUri().toString());
        settings.put(
                "io.tmp.dirs", Files.createDirectories(folder.resolve("tmp")).toString());
        settings.put("metrics.reporters", "");
        settings.put("taskmanager.memory.process.size", "1400m");
        settings.put("taskmanager.memory.task.off-heap.size", "256m");
        return settings;
    }

    private FlinkHome home(Map<String, String> settings) throws IOException {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        FlinkHome.executable(Files.writeString(bin.resolve("nvidia-smi"), "#!/bin/sh\nprintf '3\\n5\\n'\n"));
        FlinkHome home = FlinkHome.lay(folder.resolve("flink"), settings);
        home.findCommandsIn(bin);
        return home;
    }

    private List<String> arguments(EmbeddedKafka kafka, String... settings) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "--config",
                Compose.read()
                        .mounted("jobmanager", "/etc/rdrop/job.yaml")
                        .toAbsolutePath()
                        .toString()));
        List<String> all = new ArrayList<>(List.of(
                "kafka.bootstrap=" + kafka.bootstrap(),
                "topics.create=true",
                "metrics.host=127.0.0.1",
                "registry.directory=" + folder.resolve("models")));
        all.addAll(List.of(settings));
        all.forEach(setting -> arguments.addAll(List.of("--set", setting)));
        return arguments;
    }
}
