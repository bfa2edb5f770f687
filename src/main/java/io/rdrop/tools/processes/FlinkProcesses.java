package io.rdrop.tools.processes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A Flink cluster of two processes, JobManager and TaskManager, with the jars of the distribution in its lib/. */
public final class FlinkProcesses implements AutoCloseable {
    /** Of the TaskManager. */
    public static final int SLOTS = 2;

    /** What Flink itself consists of; all else in dist/lib belongs to the embedded broker or the command line. */
    public static final String FLINK_LIBRARIES =
            "(flink-(?!connector-kafka)|commons-(cli|collections|compress|io|lang3|math3|text)"
                    + "|kryo|reflectasm|minlog|objenesis|RoaringBitmap|jsr305|snappy|lz4|async-profiler|javassist|slf4j|log4j|failureaccess|snakeyaml-engine).*";

    private static final Duration START = Duration.ofMinutes(2);
    private static final String EXEC_RESULT = "BASH_JAVA_UTILS_EXEC_RESULT:";

    private final Path folder;
    private final Watchdog watchdog;
    private final FlinkRest rest;
    private final List<Integer> ports;
    private final List<String> taskManagerOptions;
    private final List<String> taskManagerArguments;
    private ChildProcess jobManager;
    private ChildProcess taskManager;

    private FlinkProcesses(Path folder, Watchdog watchdog, List<Integer> ports)
            throws IOException, InterruptedException {
        this.folder = folder;
        this.watchdog = watchdog;
        this.ports = ports;
        rest = new FlinkRest(ports.get(0));
        List<String> printed = taskManagerParameters();
        taskManagerOptions = words(printed.get(0));
        taskManagerArguments = words(printed.get(1));
        jobManager = launchJobManager();
        taskManager = launchTaskManager();
    }

    /** Starts a cluster in this folder, with further jars and settings that win, and returns when it takes jobs. */
    public static FlinkProcesses start(
            Path folder, Distribution distribution, Watchdog watchdog, Map<String, String> settings, List<Path> jars)
            throws IOException, InterruptedException {
        List<Integer> ports = List.of(Ports.free(), Ports.free());
        lay(folder, distribution, ports, settings);
        for (Path jar : jars) {
            Files.createSymbolicLink(folder.resolve("lib").resolve(jar.getFileName()), jar);
        }
        FlinkProcesses cluster = new FlinkProcesses(folder, watchdog, ports);
        try {
            cluster.awaitJobManager();
            cluster.awaitTaskManager();
            return cluster;
        } catch (IOException | InterruptedException | RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private static void lay(Path folder, Distribution distribution, List<Integer> ports, Map<String, String> settings)
            throws IOException {
        Path lib = Files.createDirectories(folder.resolve("lib"));
        Path conf = Files.createDirectories(folder.resolve("conf"));
        try (Stream<Path> libraries = Files.list(distribution.libraries());
                Stream<Path> natives = Files.list(distribution.natives())) {
            for (Path jar : Stream.of(
                            libraries.filter(jar -> jar.getFileName().toString().matches(FLINK_LIBRARIES)),
                            natives,
                            distribution.torchNatives().stream())
                    .flatMap(jars -> jars)
                    .toList()) {
                Files.createSymbolicLink(lib.resolve(jar.getFileName()), jar.toAbsolutePath());
            }
        }
        Map<String, String> all = new TreeMap<>(defaults(folder, ports));
        List<Path> beside = distribution.torchClasses();
        if (!beside.isEmpty()) {
            all.put(
                    "pipeline.classpaths",
                    beside.stream().map(jar -> jar.toUri().toString()).collect(Collectors.joining(";")));
        }
        all.putAll(settings);
        Files.writeString(
                conf.resolve("config.yaml"),
                all.entrySet().stream()
                        .map(entry -> entry.getKey() + ": " + entry.getValue() + "\n")
                        .collect(Collectors.joining()));
        Files.writeString(conf.resolve("log4j2.properties"), ProcessLog.configuration("warn"));
    }

    private static Map<String, String> defaults(Path folder, List<Integer> ports) throws IOException {
        return Map.ofEntries(
                Map.entry("jobmanager.rpc.address", Ports.HOST),
                Map.entry("jobmanager.bind-host", Ports.HOST),
                Map.entry("jobmanager.rpc.port", Integer.toString(ports.get(1))),
                Map.entry("jobmanager.memory.process.size", "1024m"),
                Map.entry("taskmanager.host", Ports.HOST),
                Map.entry("taskmanager.bind-host", Ports.HOST),
                Map.entry("taskmanager.memory.process.size", "1800m"),
                Map.entry("taskmanager.memory.managed.size", "16m"),
                Map.entry("taskmanager.memory.task.off-heap.size", "256m"),
                Map.entry("taskmanager.numberOfTaskSlots", Integer.toString(SLOTS)),
                Map.entry("rest.address", Ports.HOST),
                Map.entry("rest.bind-address", Ports.HOST),
                Map.entry("rest.port", Integer.toString(ports.get(0))),
                Map.entry("heartbeat.interval", "1000"),
                Map.entry("heartbeat.timeout", "5000"),
                Map.entry(
                        "execution.checkpointing.dir",
                        folder.resolve("checkpoints").toUri().toString()),
                Map.entry(
                        "web.upload.dir",
                        Files.createDirectories(folder.resolve("upload")).toString()),
                Map.entry(
                        "io.tmp.dirs",
                        Files.createDirectories(folder.resolve("tmp")).toString()),
                Map.entry("restart-strategy.type", "fixed-delay"),
                Map.entry("restart-strategy.fixed-delay.attempts", "10"),
                Map.entry("restart-strategy.fixed-delay.delay", "1 s"));
    }

    /** Flink's own computation of the memory options; the two lines depend on the configuration alone. */
    private List<String> taskManagerParameters() throws IOException, InterruptedException {
        Path output = folder.resolve("bash-java-utils.log");
        ChildProcess utility = java(
                output,
                List.of("-Xmx128m", "-XX:TieredStopAtLevel=1"),
                "org.apache.flink.runtime.util.bash.BashJavaUtils",
                List.of("GET_TM_RESOURCE_PARAMS", "--configDir", conf()));
        utility.awaitEnd();
        String printed = Files.readString(output);
        List<String> results = printed.lines()
                .filter(line -> line.startsWith(EXEC_RESULT))
                .map(line -> line.substring(EXEC_RESULT.length()))
                .toList();
        if (results.size() != 2) {
            throw new IOException("BashJavaUtils printed\n" + printed);
        }
        return results;
    }

    private static List<String> words(String line) {
        return List.of(line.strip().split("\\s+"));
    }

    private ChildProcess launchJobManager() throws IOException {
        return java(
                folder.resolve("jobmanager.log"),
                List.of("-Xmx512m", "-XX:+UseSerialGC"),
                "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
                List.of("--configDir", conf()));
    }

    private ChildProcess launchTaskManager() throws IOException {
        List<String> arguments = new ArrayList<>(List.of("--configDir", conf()));
        arguments.addAll(taskManagerArguments);
        return java(
                folder.resolve("taskmanager.log"),
                taskManagerOptions,
                "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
                arguments);
    }

    private ChildProcess java(Path log, List<String> options, String mainClass, List<String> arguments)
            throws IOException {
        List<String> all = new ArrayList<>(options);
        all.addAll(List.of(
                "--add-opens=java.base/java.util=ALL-UNNAMED",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
                ProcessLog.option(folder.resolve("conf/log4j2.properties"))));
        return ChildProcess.start(
                log, JavaCommand.of(all, folder.resolve("lib") + "/*", mainClass, arguments), watchdog);
    }

    private String conf() {
        return folder.resolve("conf").toString();
    }

    /** Where jobs are submitted and watched. */
    public FlinkRest rest() {
        return rest;
    }

    /** The ports that were chosen for it: REST and RPC. */
    public List<Integer> ports() {
        return ports;
    }

    public ChildProcess jobManager() {
        return jobManager;
    }

    public ChildProcess taskManager() {
        return taskManager;
    }

    /** Starts another JobManager after the end of the one before; the TaskManager finds it by itself. */
    public void restartJobManager() throws IOException, InterruptedException {
        jobManager = launchJobManager();
        awaitJobManager();
    }

    /** Starts another TaskManager after the end of the one before; it is not waited for. */
    public void restartTaskManager() throws IOException {
        taskManager = launchTaskManager();
    }

    private void awaitJobManager() throws IOException, InterruptedException {
        jobManager.await(START, "the REST endpoint", rest::answers);
    }

    private void awaitTaskManager() throws IOException, InterruptedException {
        taskManager.await(START, "a registered TaskManager", () -> rest.taskManagers() == 1);
    }

    @Override
    public void close() {
        taskManager.close();
        jobManager.close();
    }
}
