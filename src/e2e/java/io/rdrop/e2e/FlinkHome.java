package io.rdrop.e2e;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.container.entrypoint.StandaloneApplicationClusterEntryPoint;
import org.apache.flink.metrics.prometheus.PrometheusReporterFactory;

/**
 * A folder that is laid out as /opt/flink is in the image: Flink's jars and the engine's in lib/, the job in usrlib/,
 * the distribution's plugins, the image's configuration with the addresses of this machine. Its processes run in
 * application mode.
 */
final class FlinkHome implements AutoCloseable {
    private static final Path REPOSITORY = Path.of("").toAbsolutePath();

    private final Path home;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final List<Launched> processes = new ArrayList<>();

    private FlinkHome(Path home) {
        this.home = home;
        environment.put("FLINK_HOME", home.toString());
        environment.put("FLINK_LIB_DIR", home.resolve("lib").toString());
        environment.put("FLINK_PLUGINS_DIR", home.resolve("plugins").toString());
        environment.put("FLINK_CONF_DIR", home.resolve("conf").toString());
        environment.put("OMP_NUM_THREADS", "1");
    }

    /** Lays the folder; {@code settings} go over those of docker/flink/config.yaml, as FLINK_PROPERTIES does. */
    static FlinkHome lay(Path home, Map<String, String> settings) throws IOException {
        FlinkHome laid = new FlinkHome(home);
        Path dist = REPOSITORY.resolve("target/dist");
        List<Path> jars = new ArrayList<>(list(dist.resolve("native")));
        list(dist.resolve("lib")).stream()
                .filter(jar -> jar.getFileName().toString().matches(FlinkProcesses.FLINK_LIBRARIES))
                .forEach(jars::add);
        jars.add(jarOf(StandaloneApplicationClusterEntryPoint.class));
        link(jars, home.resolve("lib"));
        link(List.of(dist.resolve("rdrop-job.jar")), home.resolve("usrlib"));
        link(List.of(jarOf(PrometheusReporterFactory.class)), home.resolve("plugins/metrics-prometheus"));
        laid.layGpuPlugin();
        Configuration configuration = GlobalConfiguration.loadConfiguration(
                REPOSITORY.resolve("docker/flink").toString());
        settings.forEach(configuration::setString);
        Path conf = Files.createDirectories(home.resolve("conf"));
        Files.write(
                conf.resolve("config.yaml"),
                configuration.toMap().entrySet().stream()
                        .map(setting -> setting.getKey() + ": \"" + setting.getValue() + "\"")
                        .toList());
        laid.writeEntryPoint(configuration);
        return laid;
    }

    /** As the distribution has it: the jar, and beside it the scripts that are in it. */
    private void layGpuPlugin() throws IOException {
        Path plugin = Files.createDirectories(home.resolve("plugins/external-resource-gpu"));
        Path jar = list(REPOSITORY.resolve("target/flink-plugins/external-resource-gpu"))
                .get(0);
        link(List.of(jar), plugin);
        try (JarFile contents = new JarFile(jar.toFile())) {
            for (String script : List.of("nvidia-gpu-discovery.sh", "gpu-discovery-common.sh")) {
                Files.copy(contents.getInputStream(contents.getJarEntry(script)), plugin.resolve(script));
                executable(plugin.resolve(script));
            }
        }
    }

    /** What /docker-entrypoint.sh does with `standalone-job`, and with `taskmanager`. */
    private void writeEntryPoint(Configuration configuration) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Path script = home.resolve("entrypoint.sh");
        Files.writeString(script, """
                #!/usr/bin/env bash
                set -euo pipefail
                role=$1
                shift
                java() { exec %s "$@"; }
                class_path=$(printf '%%s:' %s/lib/*.jar)
                case $role in
                  standalone-job) command=GET_JM_RESOURCE_PARAMS; main=%s ;;
                  taskmanager) command=GET_TM_RESOURCE_PARAMS; main=org.apache.flink.runtime.taskexecutor.TaskManagerRunner ;;
                esac
                printed=$(java -Xmx128m -cp "$class_path" org.apache.flink.runtime.util.bash.BashJavaUtils \\
                  "$command" --configDir %s/conf 2>/dev/null | sed -n 's/^BASH_JAVA_UTILS_EXEC_RESULT://p')
                java $(sed -n 1p <<<"$printed") %s -Dlog4j2.configurationFile=%s -cp "$class_path" "$main" \\
                  --configDir %s/conf $(sed -n 2p <<<"$printed") "$@"
                """.formatted(
                        java,
                        home,
                        StandaloneApplicationClusterEntryPoint.class.getName(),
                        home,
                        configuration.toMap().get("env.java.opts.all"),
                        REPOSITORY
                                .resolve("src/e2e/resources/cluster-log4j2.properties")
                                .toUri(),
                        home));
        executable(script);
    }

    /** A folder before all others on the processes' PATH. */
    void findCommandsIn(Path folder) {
        environment.put("PATH", folder + File.pathSeparator + System.getenv("PATH"));
    }

    /** The JobManager, started by the image's script; the arguments are the job's. */
    Launched startJob(String name, Path state, List<String> arguments) throws IOException {
        Map<String, String> withState = new LinkedHashMap<>(environment);
        withState.put("RDROP_STATE", state.toString());
        withState.put("RDROP_ENTRYPOINT", home.resolve("entrypoint.sh").toString());
        List<String> command = new ArrayList<>(
                List.of(REPOSITORY.resolve("docker/flink/rdrop-job.sh").toString()));
        command.addAll(arguments);
        return started(Launched.start(home.resolve(name + ".log"), withState, command));
    }

    Launched startTaskManager(String name, Map<String, String> dynamic) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(home.resolve("entrypoint.sh").toString(), "taskmanager"));
        dynamic.forEach((key, value) -> command.add("-D" + key + "=" + value));
        return started(Launched.start(home.resolve(name + ".log"), environment, command));
    }

    private Launched started(Launched process) {
        processes.add(process);
        return process;
    }

    private static Path jarOf(Class<?> type) {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath());
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().collect(Collectors.toList());
        }
    }

    private static void link(List<Path> files, Path folder) throws IOException {
        Files.createDirectories(folder);
        for (Path file : files) {
            Files.createSymbolicLink(folder.resolve(file.getFileName()), file);
        }
    }

    static void executable(Path script) throws IOException {
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Override
    public void close() {
        processes.forEach(Launched::close);
    }
}
