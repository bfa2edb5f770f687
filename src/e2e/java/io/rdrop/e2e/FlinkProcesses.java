package io.rdrop.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A real Flink cluster of two processes, JobManager and TaskManager, made of the jars in target/dist. */
final class FlinkProcesses implements AutoCloseable {
    /** What Flink itself consists of; everything else in dist/lib belongs to the embedded broker or the command line. */
    static final String FLINK_LIBRARIES =
            "(flink-(?!connector-kafka)|commons-(cli|collections|compress|io|lang3|math3|text)"
                    + "|kryo|reflectasm|minlog|objenesis|RoaringBitmap|jsr305|snappy|lz4|async-profiler|javassist|slf4j|log4j|failureaccess|snakeyaml-engine).*";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final Path lib;
    private final Path conf;
    private final int restPort;
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Launched> processes = new ArrayList<>();

    private FlinkProcesses(Path folder, int restPort) {
        this.folder = folder;
        this.restPort = restPort;
        lib = folder.resolve("lib");
        conf = folder.resolve("conf");
    }

    static FlinkProcesses start(Path folder) throws IOException, InterruptedException {
        return start(folder, "", List.of());
    }

    /**
     * @param settings further lines of config.yaml
     * @param jars further jars for lib/
     */
    static FlinkProcesses start(Path folder, String settings, List<Path> jars)
            throws IOException, InterruptedException {
        FlinkProcesses cluster = new FlinkProcesses(folder, freePort());
        cluster.lay();
        Files.writeString(cluster.conf.resolve("config.yaml"), settings, StandardOpenOption.APPEND);
        for (Path jar : jars) {
            Files.createSymbolicLink(cluster.lib.resolve(jar.getFileName()), jar);
        }
        try {
            cluster.startJobManager();
            cluster.startTaskManager();
            return cluster;
        } catch (IOException | InterruptedException | RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private void lay() throws IOException {
        Files.createDirectories(lib);
        Files.createDirectories(conf);
        Path dist = Path.of("target/dist").toAbsolutePath();
        try (Stream<Path> libraries = Files.list(dist.resolve("lib"));
                Stream<Path> natives = Files.list(dist.resolve("native"))) {
            for (Path jar : Stream.concat(
                            libraries.filter(jar -> jar.getFileName().toString().matches(FLINK_LIBRARIES)), natives)
                    .toList()) {
                Files.createSymbolicLink(lib.resolve(jar.getFileName()), jar);
            }
        }
        Files.writeString(conf.resolve("config.yaml"), """
                jobmanager.rpc.address: 127.0.0.1
                jobmanager.bind-host: 127.0.0.1
                jobmanager.rpc.port: %d
                jobmanager.memory.process.size: 1024m
                taskmanager.host: 127.0.0.1
                taskmanager.bind-host: 127.0.0.1
                taskmanager.memory.process.size: 1800m
                taskmanager.memory.managed.size: 16m
                taskmanager.memory.task.off-heap.size: 256m
                taskmanager.numberOfTaskSlots: 2
                rest.address: 127.0.0.1
                rest.bind-address: 127.0.0.1
                rest.port: %d
                heartbeat.interval: 1000
                heartbeat.timeout: 5000
                execution.checkpointing.dir: %s
                web.upload.dir: %s
                io.tmp.dirs: %s
                restart-strategy.type: fixed-delay
                restart-strategy.fixed-delay.attempts: 10
                restart-strategy.fixed-delay.delay: 1 s
                """.formatted(
                        freePort(),
                        restPort,
                        folder.resolve("checkpoints").toUri(),
                        Files.createDirectories(folder.resolve("upload")),
                        Files.createDirectories(folder.resolve("tmp"))));
    }

    private void startJobManager() throws IOException, InterruptedException {
        Launched jobManager = java(
                "jobmanager",
                "-Xmx512m",
                "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
                List.of());
        jobManager.await(Duration.ofMinutes(1), "the REST endpoint", () -> answers("/overview"));
    }

    private void startTaskManager() throws IOException, InterruptedException {
        Launched.Result parameters = Launched.run(
                folder.resolve("bash-java-utils.txt"),
                javaCommand(
                        "-Xmx256m",
                        "org.apache.flink.runtime.util.bash.BashJavaUtils",
                        List.of("GET_TM_RESOURCE_PARAMS", "--configDir", conf.toString())));
        List<String> printed = parameters
                .printed()
                .lines()
                .filter(line -> line.startsWith("BASH_JAVA_UTILS_EXEC_RESULT:"))
                .map(line -> line.substring("BASH_JAVA_UTILS_EXEC_RESULT:".length()))
                .toList();
        if (printed.size() != 2) {
            throw new IllegalStateException("BashJavaUtils printed\n" + parameters.printed());
        }
        Launched taskManager = java(
                "taskmanager",
                printed.get(0),
                "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
                List.of(printed.get(1).strip().split("\\s+")));
        taskManager.await(
                Duration.ofMinutes(1),
                "a registered TaskManager",
                () -> get("/overview").path("taskmanagers").asInt() == 1);
    }

    private Launched java(String role, String jvmOptions, String mainClass, List<String> arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of("--configDir", conf.toString()));
        all.addAll(arguments);
        Launched launched = Launched.start(
                folder.resolve(role + ".log"), Map.of("OMP_NUM_THREADS", "1"), javaCommand(jvmOptions, mainClass, all));
        processes.add(launched);
        return launched;
    }

    private List<String> javaCommand(String jvmOptions, String mainClass, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of(jvmOptions.strip().split("\\s+")));
        command.add("--add-opens=java.base/java.util=ALL-UNNAMED");
        command.add("--add-opens=java.base/java.lang=ALL-UNNAMED");
        command.add("-Dorg.bytedeco.javacpp.maxphysicalbytes=0");
        command.add("-Dlog4j2.configurationFile="
                + Path.of("src/e2e/resources/cluster-log4j2.properties").toUri());
        command.add("-cp");
        try (Stream<Path> jars = Files.list(lib)) {
            command.add(jars.sorted().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
        }
        command.add(mainClass);
        command.addAll(arguments);
        return command;
    }

    /** As `flink run -d jar arguments` does it, over REST; returns the job's id. */
    String submit(Path jar, List<String> arguments) throws IOException, InterruptedException {
        String boundary = "rdrop-boundary";
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(("--" + boundary + "\r\nContent-Disposition: form-data; name=\"jarfile\"; filename=\""
                        + jar.getFileName() + "\"\r\nContent-Type: application/x-java-archive\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        body.write(Files.readAllBytes(jar));
        body.write(("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));
        JsonNode uploaded = send(HttpRequest.newBuilder(uri("/jars/upload"))
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
                .build());
        String name = uploaded.get("filename").asText();
        String id = name.substring(name.lastIndexOf('/') + 1);
        JsonNode started = send(HttpRequest.newBuilder(uri("/jars/" + id + "/run"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        JSON.writeValueAsString(Map.of("programArgsList", arguments))))
                .build());
        if (!started.has("jobid")) {
            throw new IllegalStateException("the cluster refused the job: " + started);
        }
        return started.get("jobid").asText();
    }

    String state(String jobId) {
        return get("/jobs/" + jobId).path("state").asText();
    }

    void cancel(String jobId) throws IOException, InterruptedException {
        send(HttpRequest.newBuilder(uri("/jobs/" + jobId))
                .method("PATCH", HttpRequest.BodyPublishers.noBody())
                .build());
    }

    /** What went wrong last with a job, for messages. */
    String exceptions(String jobId) {
        return get("/jobs/" + jobId + "/exceptions").toString();
    }

    private boolean answers(String path) {
        return !get(path).isMissingNode();
    }

    private JsonNode get(String path) {
        try {
            return send(HttpRequest.newBuilder(uri(path)).build());
        } catch (IOException e) {
            return JSON.missingNode();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private JsonNode send(HttpRequest request) throws IOException, InterruptedException {
        return JSON.readTree(
                http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + restPort + path);
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        for (Launched process : processes) {
            process.close();
        }
    }
}
