package io.rdrop.tools.serve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rdrop.predict.Prediction;
import io.rdrop.predict.Predictor;
import io.rdrop.registry.LocalRegistryStorage;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.session.ModelKind;
import io.rdrop.session.ModelSession;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Over real HTTP. */
@Timeout(60)
class InferenceServerTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_BODY = 20_000;
    private static final String COLUMNS = """
            {"id": "seven", "inputs": [
              {"name": "x", "shape": [2], "datatype": "FP64", "data": [0.5, null]},
              {"name": "c", "shape": [2, 1], "datatype": "BYTES", "data": [["k3"], ["k4"]]},
              {"name": "y", "shape": [2], "datatype": "INT32", "data": [20, -7]}]}""";

    private final ModelRegistry registry;
    private final HttpClient client = HttpClient.newHttpClient();
    private @Nullable InferenceServer server;

    InferenceServerTest(@TempDir Path folder) {
        registry = new ModelRegistry(new LocalRegistryStorage(folder), Clock.systemUTC());
    }

    @AfterEach
    void close() {
        if (server != null) {
            server.close();
        }
    }

    private void commit(ModelKind kind, String model, int versions) throws IOException {
        try (ModelSession session = ModelSession.create(model, kind.config(), 1)) {
            for (int i = 0; i < versions; i++) {
                kind.examples().forEach(example -> session.add(example, 0));
                registry.commit(registry.stage(session.snapshot(0), "test"));
            }
        }
    }

    private InferenceServer start(Duration every) throws IOException {
        server = InferenceServer.start(
                registry, new InferenceServer.Settings(null, "127.0.0.1", 0, 2, MAX_BODY, 20, every));
        return server;
    }

    /** It does not follow by itself. */
    private InferenceServer start() throws IOException {
        return start(Duration.ofHours(1));
    }

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        URI uri = (server == null ? start() : server).uri().resolve(path);
        return client.send(
                HttpRequest.newBuilder(uri)
                        .method(
                                method,
                                body.isEmpty()
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode get(String path) throws Exception {
        HttpResponse<String> response = send("GET", path, "");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    private JsonNode infer(String model, String body) throws Exception {
        HttpResponse<String> response = send("POST", "/v2/models/" + model + "/infer", body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    private List<Prediction> expected(String model, String... records) throws IOException {
        try (Predictor predictor = Predictor.of(registry, model).open()) {
            return List.of(records).stream()
                    .map(record -> predictor.predict(record.getBytes(UTF_8)))
                    .toList();
        }
    }

    @Test
    void predictsFromATensorPerColumn() throws Exception {
        commit(ModelKind.TABLE, "m", 1);
        List<Prediction> expected = expected("m", "{\"features\":[0.5,20,\"k3\"]}", "{\"features\":[null,-7,\"k4\"]}");

        JsonNode answer = infer("m", COLUMNS);

        assertThat(answer.path("id").asText()).isEqualTo("seven");
        assertThat(answer.path("model_name").asText()).isEqualTo("m");
        assertThat(answer.path("model_version").asText()).isEqualTo("1");
        assertThat(answer.at("/parameters/manifest_sha256").asText()).isEqualTo(registry.manifestSha256("m", 1));
        assertThat(answer.at("/outputs/0/name").asText()).isEqualTo("prediction");
        assertThat(answer.at("/outputs/0/data/1").asText())
                .isEqualTo(expected.get(1).label());
        assertThat(answer.at("/outputs/1/shape").toString()).isEqualTo("[2,3]");
        for (int i = 0; i < 6; i++) {
            assertThat(Float.parseFloat(answer.at("/outputs/1/data/" + i).asText()))
                    .isEqualTo(expected.get(i / 3).outputs()[i % 3]);
        }
    }

    @Test
    void predictsFromWholeRecordsAndGivesOnlyWhatIsAskedFor() throws Exception {
        commit(ModelKind.TABLE, "de/fr", 1);
        String record = "{\"features\":{\"x\":0.5,\"y\":20,\"c\":\"k3\"}}";

        JsonNode answer = infer(
                "de%2Ffr",
                JSON.writeValueAsString(JSON.readTree("""
                                {"inputs": [{"name": "records", "shape": [1], "datatype": "BYTES", "data": []}],
                                 "outputs": [{"name": "prediction"}]}""")).replace("[]", "[" + JSON.writeValueAsString(record) + "]"));

        assertThat(answer.path("outputs")).hasSize(1);
        assertThat(answer.at("/outputs/0/data/0").asText())
                .isEqualTo(expected("de/fr", record).get(0).label());
    }

    @Test
    void predictsTags() throws Exception {
        commit(ModelKind.TAGGING, "tags", 1);

        JsonNode answer = infer(
                "tags",
                "{\"inputs\":[{\"name\":\"tokens\",\"shape\":[1],\"datatype\":\"BYTES\",\"data\":[\"w1 w2\"]}]}");

        assertThat(answer.path("outputs")).hasSize(1);
        assertThat(answer.at("/outputs/0/data/0").asText())
                .isEqualTo(String.join(
                        " ", expected("tags", "{\"tokens\":\"w1 w2\"}").get(0).tags()));
    }

    @Test
    void predictsNumbersTextsAndImages() throws Exception {
        commit(ModelKind.REGRESSION, "number", 1);
        commit(ModelKind.TEXT, "text", 1);
        commit(ModelKind.IMAGE, "image", 1);
        String pixels = "0,1,2,3,4,5,6,255" + ",0,1,2,3,4,5,6,255".repeat(7);

        assertThat(infer("number", COLUMNS).at("/outputs/0/data/0").floatValue())
                .isEqualTo(expected("number", "{\"features\":[0.5,20,\"k3\"]}")
                        .get(0)
                        .number());
        assertThat(infer(
                                "text",
                                "{\"inputs\":[{\"name\":\"text\",\"shape\":[1],\"datatype\":\"BYTES\","
                                        + "\"data\":[\"w1 w2\"]}]}")
                        .at("/outputs/1/data/0")
                        .floatValue())
                .isEqualTo(expected("text", "{\"features\":\"w1 w2\"}").get(0).outputs()[0]);
        assertThat(infer(
                                "image",
                                "{\"inputs\":[{\"name\":\"image\",\"shape\":[1,1,8,8],\"datatype\":\"UINT8\","
                                        + "\"data\":[" + pixels + "]}]}")
                        .at("/outputs/1/data/2")
                        .floatValue())
                .isEqualTo(expected("image", "{\"features\":[" + pixels + "]}")
                        .get(0)
                        .outputs()[2]);
    }

    @Test
    void saysWhatItServes() throws Exception {
        commit(ModelKind.TABLE, "m", 1);

        JsonNode model = get("/v2/models/m/versions/1");

        assertThat(get("/v2").path("name").asText()).isEqualTo("rdrop-stream");
        assertThat(get("/v2/health/live").path("live").asBoolean()).isTrue();
        assertThat(get("/v2/health/ready").path("ready").asBoolean()).isTrue();
        assertThat(get("/v2/models/m/ready").path("ready").asBoolean()).isTrue();
        assertThat(model.path("versions").toString()).isEqualTo("[\"1\"]");
        assertThat(model.path("inputs").toString())
                .isEqualTo("[{\"name\":\"x\",\"datatype\":\"FP64\",\"shape\":[-1]},"
                        + "{\"name\":\"y\",\"datatype\":\"FP64\",\"shape\":[-1]},"
                        + "{\"name\":\"c\",\"datatype\":\"BYTES\",\"shape\":[-1]}]");
        assertThat(model.at("/outputs/1/shape").toString()).isEqualTo("[-1,3]");
        assertThat(model.at("/outputs/1/parameters/classes").toString()).isEqualTo("[\"a\",\"b\",\"c\"]");
    }

    @Test
    void isNotReadyBeforeThereIsAModelAndServesItAsSoonAsThereIs() throws Exception {
        assertThat(send("GET", "/v2/health/ready", "").statusCode()).isEqualTo(503);
        assertThat(send("GET", "/v2/models/m", "").statusCode()).isEqualTo(404);

        commit(ModelKind.TABLE, "m", 1);

        assertThat(get("/v2/models/m").path("name").asText()).isEqualTo("m");
        assertThat(get("/v2/health/ready").path("ready").asBoolean()).isTrue();
    }

    @Test
    void followsLatest() throws Exception {
        commit(ModelKind.TABLE, "m", 2);
        registry.pin("m", 1);
        start(Duration.ofMillis(20));
        assertThat(infer("m", COLUMNS).path("model_version").asText()).isEqualTo("1");

        registry.unpin("m");
        while (!get("/v2/models/m").path("versions").toString().equals("[\"2\"]")) {
            Thread.onSpinWait();
        }

        assertThat(infer("m", COLUMNS).path("model_version").asText()).isEqualTo("2");
        assertThat(send("GET", "/v2/models/m/versions/1", "").body()).contains("predicts by version 2, not by 1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{                                             | the request is not JSON",
                "[]                                            | the request must be a JSON object",
                "{}                                            | `inputs` must be an array of one tensor or more",
                "{\"inputs\":[{\"name\":\"x\"}]}               | input x needs a `shape`",
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[-1]}]} | input x has a `shape` that is none: [-1]",
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[2],\"data\":[1]}]} | has shape [2] but 1 values",
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"data\":[1]}]} | takes the inputs x, y, c, or records",
                "{\"inputs\":[{\"name\":\"records\",\"shape\":[1],\"data\":[\"{}\"]}]} | row 0: no-features",
            })
    void saysWhatIsWrongWithARequest(String body, String message) throws Exception {
        commit(ModelKind.TABLE, "m", 1);

        HttpResponse<String> response = send("POST", "/v2/models/m/infer", body.strip());

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(JSON.readTree(response.body()).path("error").asText()).contains(message);
    }

    @Test
    void aRowThatIsNoneIsNamedAndNothingIsPredicted() throws Exception {
        commit(ModelKind.TABLE, "m", 1);

        HttpResponse<String> response = send("POST", "/v2/models/m/infer", COLUMNS.replace("null", "\"wet\""));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("row 1: wrong-type: column x must be a JSON number");
        assertThat(send(
                                "POST",
                                "/v2/models/m/infer",
                                COLUMNS.replace("\"id\"", "\"outputs\":[{\"name\":\"z\"}],\"id\""))
                        .body())
                .contains("but no z");
    }

    @Test
    void refusesWhatItIsNotFor() throws Exception {
        commit(ModelKind.TABLE, "m", 1);

        assertThat(send("POST", "/v2/models/m/infer", " ".repeat(MAX_BODY + 1)).statusCode())
                .isEqualTo(413);
        assertThat(send("GET", "/v2/models/m/infer", "").statusCode()).isEqualTo(405);
        assertThat(send("POST", "/v2/models/m", "{}").headers().firstValue("Allow"))
                .hasValue("GET, HEAD");
        assertThat(send("GET", "/elsewhere", "").statusCode()).isEqualTo(404);
        assertThat(withHost("evil.example")).startsWith("HTTP/1.1 403");
        assertThat(withHost("localhost")).startsWith("HTTP/1.1 200");
    }

    /** The status line for a client that was told another name. */
    private String withHost(String host) throws IOException {
        try (Socket socket = new Socket(
                InetAddress.getLoopbackAddress(),
                (server == null ? start() : server).uri().getPort())) {
            socket.getOutputStream()
                    .write(("GET /v2 HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n").getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    @Test
    void showsItsMetrics() throws Exception {
        commit(ModelKind.TABLE, "m", 1);
        infer("m", COLUMNS);

        assertThat(send("GET", "/metrics", "").body())
                .contains(
                        "rdrop_served_rows_total{job_name=\"serve\",model=\"m\",subtask=\"0\"} 2.0",
                        "rdrop_served_requests_total{code=\"200\",job_name=\"serve\"} 1.0",
                        "rdrop_served_version{job_name=\"serve\",model=\"m\",subtask=\"0\"} 1.0",
                        "rdrop_served_version_refused{job_name=\"serve\",model=\"m\",subtask=\"0\"} 0.0");
    }

    @Test
    void saysThatItsPortIsTaken() throws IOException {
        int port = start().uri().getPort();

        assertThatThrownBy(() -> InferenceServer.start(
                        registry,
                        new InferenceServer.Settings(null, "127.0.0.1", port, 1, MAX_BODY, 20, Duration.ofHours(1))))
                .isInstanceOf(BindException.class);
    }
}
