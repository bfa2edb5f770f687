package io.rdrop.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** A real Prometheus process on a configuration of prometheus/, in which nothing but the addresses is another. */
final class Prometheus implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Launched process;
    private final int port;
    private final HttpClient http = HttpClient.newHttpClient();

    private Prometheus(Launched process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * One target of a scrape job.
     *
     * @param address host and port
     * @param labels what service discovery would say of it
     */
    record Target(String address, Map<String, String> labels) {
        static Target at(int port) {
            return new Target("127.0.0.1:" + port, Map.of());
        }
    }

    /**
     * @param folder for data, log and the configuration as it is run
     * @param shipped the configuration
     * @param targets by scrape job, in the place of its service discovery; a job that is not named has none
     */
    static Prometheus start(Path folder, Path shipped, Map<String, List<Target>> targets)
            throws IOException, InterruptedException {
        Files.createDirectories(folder);
        int port = FlinkProcesses.freePort();
        Path config = Files.writeString(folder.resolve("prometheus.yml"), withAddresses(shipped, port, targets));
        Launched process = Launched.start(
                folder.resolve("prometheus.log"),
                Map.of(),
                List.of(
                        program("prometheus"),
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port));
        Prometheus prometheus = new Prometheus(process, port);
        process.await(Duration.ofSeconds(30), "Prometheus to be ready", prometheus::ready);
        return prometheus;
    }

    /** Where a program of Debian's package prometheus is; says what to do where it is not. */
    static String program(String name) {
        return Stream.of(System.getenv("PATH").split(":", -1))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("`" + name + "` is not on PATH, and this test needs it:"
                        + " `apt-get install prometheus` on Debian, or the archive from prometheus.io"));
    }

    @SuppressWarnings("unchecked") // YAML knows no types
    static String withAddresses(Path shipped, int ownPort, Map<String, List<Target>> targets) throws IOException {
        Map<String, Object> config = (Map<String, Object>)
                new Load(LoadSettings.builder().build()).loadFromString(Files.readString(shipped));
        List<Map<String, Object>> jobs = new ArrayList<>();
        for (Map<String, Object> shippedJob : (List<Map<String, Object>>) config.get("scrape_configs")) {
            Map<String, Object> job = new HashMap<>(shippedJob);
            boolean discovers =
                    job.keySet().removeIf(key -> key.endsWith("_sd_configs") || key.equals("static_configs"));
            if (!discovers) {
                throw new IllegalStateException(job + " in " + shipped + " finds no targets");
            }
            List<Target> own = job.get("job_name").equals("prometheus")
                    ? List.of(Target.at(ownPort))
                    : targets.getOrDefault(job.get("job_name").toString(), List.of());
            job.put(
                    "static_configs",
                    own.stream()
                            .map(target -> Map.of("targets", List.of(target.address()), "labels", target.labels()))
                            .toList());
            jobs.add(job);
        }
        config.put("scrape_configs", jobs);
        Path home = shipped.toAbsolutePath().getParent();
        config.put(
                "rule_files",
                ((List<String>) config.get("rule_files"))
                        .stream().map(files -> home + "/" + files).toList());
        return new Dump(DumpSettings.builder().setDereferenceAliases(true).build()).dumpToString(config);
    }

    /** The result of an instant query: a list of series; throws if Prometheus refuses the query. */
    JsonNode query(String expression) throws IOException, InterruptedException {
        return get("/api/v1/query?query=" + encoded(expression)).get("result");
    }

    /** Values of a label among the series of a selector. */
    JsonNode labelValues(String label, String selector) throws IOException, InterruptedException {
        return get("/api/v1/label/" + label + "/values?match[]=".replace("[]", "%5B%5D") + encoded(selector));
    }

    /** What an API path answers, {@code data} of it. */
    JsonNode get(String path) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        JsonNode answer = JSON.readTree(response.body());
        if (!answer.path("status").asText().equals("success")) {
            throw new IllegalStateException(path + ": " + answer.path("error").asText(response.body()));
        }
        return answer.get("data");
    }

    private boolean ready() {
        try {
            return http.send(
                                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/-/ready"))
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        process.close();
    }
}
