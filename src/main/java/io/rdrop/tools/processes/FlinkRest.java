package io.rdrop.tools.processes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The part of a Flink cluster's REST API that running one job takes. */
public final class FlinkRest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BOUNDARY = "rdrop-boundary";
    private static final Duration REQUEST = Duration.ofSeconds(30);
    private static final Duration SAVEPOINT = Duration.ofMinutes(2);
    private static final Duration POLL = Duration.ofMillis(20);
    private static final int MESSAGE_LENGTH = 4_000;

    private final String root;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(REQUEST)
            .build();

    FlinkRest(int port) {
        root = "http://" + Ports.HOST + ":" + port;
    }

    /** The address of the web UI and the REST API. */
    public String url() {
        return root;
    }

    boolean answers() throws InterruptedException {
        return !find("/overview").isMissingNode();
    }

    /** Registered TaskManagers. */
    public int taskManagers() throws InterruptedException {
        return find("/overview").path("taskmanagers").asInt();
    }

    /** Slots of registered TaskManagers that no job holds; -1 if the cluster does not answer. */
    public int freeSlots() throws InterruptedException {
        return find("/overview").path("slots-available").asInt(-1);
    }

    /**
     * As {@code flink run -d [-s savepoint] jar arguments} does it; returns the job's id.
     *
     * @param savepoint savepoint or retained checkpoint to start from, which is left as it is; null for none
     */
    public String submit(Path jar, List<String> arguments, @Nullable String savepoint)
            throws IOException, InterruptedException {
        return submit(jar, null, arguments, savepoint);
    }

    /**
     * The same, with {@code -c}.
     *
     * @param mainClass null for the one that the jar names
     */
    public String submit(Path jar, @Nullable String mainClass, List<String> arguments, @Nullable String savepoint)
            throws IOException, InterruptedException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"jarfile\"; filename=\""
                        + jar.getFileName() + "\"\r\nContent-Type: application/x-java-archive\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        body.write(Files.readAllBytes(jar));
        body.write(("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
        String name = send(request("/jars/upload")
                        .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray())))
                .path("filename")
                .asText();
        Map<String, Object> run = new HashMap<>(Map.of("programArgsList", arguments));
        if (savepoint != null) {
            run.put("savepointPath", savepoint);
        }
        if (mainClass != null) {
            run.put("entryClass", mainClass);
        }
        String id = name.substring(name.lastIndexOf('/') + 1);
        try {
            return post("/jars/" + id + "/run", run).path("jobid").asText();
        } finally {
            // The cluster has what it needs of the jar; the upload would stay for ever.
            send(request("/jars/" + id).DELETE());
        }
    }

    /** What the cluster tells of a job; missing if it does not answer. */
    public JsonNode job(String jobId) throws InterruptedException {
        return find("/jobs/" + jobId);
    }

    /** The job's state, such as RUNNING; empty if the cluster does not answer. */
    public String state(String jobId) throws InterruptedException {
        return job(jobId).path("state").asText();
    }

    /** True if every task runs, in an attempt that was started after this time (milliseconds since the epoch). */
    public boolean runsSince(String jobId, long afterMs) throws InterruptedException {
        JsonNode job = job(jobId);
        if (!job.path("state").asText().equals("RUNNING")
                || job.path("vertices").isEmpty()) {
            return false;
        }
        for (JsonNode vertex : job.path("vertices")) {
            if (!vertex.path("status").asText().equals("RUNNING")
                    || vertex.path("start-time").asLong() < afterMs) {
                return false;
            }
        }
        return true;
    }

    /** Begins a checkpoint now; it is not waited for. */
    public void triggerCheckpoint(String jobId) throws IOException, InterruptedException {
        post("/jobs/" + jobId + "/checkpoints", Map.of());
    }

    /** What the cluster tells of a job's checkpoints; missing if it does not answer. */
    public JsonNode checkpoints(String jobId) throws InterruptedException {
        return find("/jobs/" + jobId + "/checkpoints");
    }

    /**
     * Stops a job with a savepoint, without draining it; returns the savepoint's path.
     *
     * @throws IOException if it was not stopped, or failed while it stopped; there may be a savepoint even so
     */
    public String stop(String jobId, Path savepoints) throws IOException, InterruptedException {
        String trigger = post(
                        "/jobs/" + jobId + "/stop",
                        Map.of("targetDirectory", savepoints.toUri().toString(), "drain", false))
                .path("request-id")
                .asText();
        JsonNode[] status = {JSON.missingNode()};
        if (!Poll.until(SAVEPOINT, POLL, () -> {
            status[0] = find("/jobs/" + jobId + "/savepoints/" + trigger);
            return status[0].path("status").path("id").asText().equals("COMPLETED");
        })) {
            throw new IOException("job " + jobId + " was not stopped within " + SAVEPOINT + ": " + status[0]);
        }
        String location = status[0].path("operation").path("location").asText();
        if (location.isEmpty()) {
            throw new IOException("job " + jobId + " was not stopped: "
                    + status[0]
                            .at("/operation/failure-cause/stack-trace")
                            .asText()
                            .lines()
                            .findFirst()
                            .orElse(""));
        }
        return location;
    }

    /** Ends a job at once. */
    public void cancel(String jobId) throws IOException, InterruptedException {
        send(request("/jobs/" + jobId).method("PATCH", HttpRequest.BodyPublishers.noBody()));
    }

    /** What went wrong last with a job, for messages. */
    public String exceptions(String jobId) throws InterruptedException {
        String all = find("/jobs/" + jobId + "/exceptions?maxExceptions=1").toString();
        return all.substring(0, Math.min(all.length(), MESSAGE_LENGTH));
    }

    private JsonNode find(String path) throws InterruptedException {
        try {
            return send(request(path));
        } catch (IOException e) {
            return JSON.missingNode(); // not there, or not yet
        }
    }

    private JsonNode post(String path, Object body) throws IOException, InterruptedException {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body))));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(root + path)).timeout(REQUEST);
    }

    private JsonNode send(HttpRequest.Builder builder) throws IOException, InterruptedException {
        HttpRequest request = builder.build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() >= 300) {
            throw new IOException("the cluster answered " + response.statusCode() + " to " + request.method() + " "
                    + request.uri() + ": " + response.body());
        }
        return JSON.readTree(response.body());
    }
}
