package io.rdrop.tools.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rdrop.example.TaskTerms;
import io.rdrop.tools.report.ReportBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LivePageTest {
    private final ReportBuilder report = new ReportBuilder(TaskTerms.CLASSES);
    private final LiveRun run = new LiveRun(report, 1_000, System::nanoTime);
    private final LivePage page;

    LivePageTest() throws IOException {
        page = LivePage.open(run, 0);
    }

    @AfterEach
    void close() {
        page.close();
    }

    @Test
    void thePageAndEverythingItNamesAreServed() throws Exception {
        String html = get("/").body();
        List<String> named = Pattern.compile("(?:src|href)=\"([^\"]+)\"")
                .matcher(html)
                .results()
                .map(MatchResult.class::cast)
                .map(match -> match.group(1))
                .filter(place -> !place.startsWith("data:"))
                .toList();

        assertThat(named).contains("chart.js", "page.js", "live.js", "run.json", "live.css");
        for (String place : named) {
            HttpResponse<String> part = get("/" + place);
            assertThat(part.statusCode()).as(place).isEqualTo(200);
            assertThat(part.body()).as(place).isNotEmpty();
        }
        assertThat(html).doesNotContainPattern("(?i)\\son[a-z]+=|<script>|<style|\\sstyle=|https?://(?!www.w3.org)");
    }

    @ParameterizedTest
    @CsvSource({
        "/, text/html; charset=utf-8",
        "/live.js, text/javascript; charset=utf-8",
        "/live.css, text/css; charset=utf-8",
        "/run.json, application/json; charset=utf-8",
    })
    void everyAnswerForbidsWhatThePageDoesNotNeed(String path, String type) throws Exception {
        HttpResponse<String> answer = get(path);

        assertThat(answer.headers().firstValue("Content-Type")).contains(type);
        assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
                .startsWith("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';")
                .contains("frame-ancestors 'none'")
                .doesNotContain("unsafe");
        for (Map.Entry<String, String> header : Map.of(
                        "X-Content-Type-Options", "nosniff",
                        "X-Frame-Options", "DENY",
                        "Referrer-Policy", "no-referrer",
                        "Cross-Origin-Resource-Policy", "same-origin",
                        "Cache-Control", "no-store")
                .entrySet()) {
            assertThat(answer.headers().firstValue(header.getKey())).contains(header.getValue());
        }
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nothing", "/../pom.xml", "/live.html", "//run.json", "/run.json/"})
    void whatIsNotThereIsNotFound(String path) throws Exception {
        assertThat(statusOf("GET " + path + " HTTP/1.1", "127.0.0.1")).isEqualTo(404);
    }

    @Test
    void onlyReadingIsAllowed() throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(page.uri().resolve("/run.json"))
                                .POST(HttpRequest.BodyPublishers.ofString("x"))
                                .build(),
                        BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).contains("GET, HEAD");
        assertThat(statusOf("HEAD / HTTP/1.1", "localhost")).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 200",
        "localhost:1, 200",
        "LOCALHOST:8800, 200",
        "[::1]:8800, 200",
        "rebound.example, 403",
        "127.0.0.1.rebound.example:8800, 403",
        "localhost.rebound.example, 403",
        "rebound.example:8800@127.0.0.1, 403",
        "0.0.0.0, 403",
    })
    void onlyNamesOfThisMachineForItselfAreAnswered(String host, int status) throws Exception {
        assertThat(statusOf("GET /run.json HTTP/1.1", host)).isEqualTo(status);
    }

    @Test
    void itListensOnTheLoopbackInterfaceOnly() throws Exception {
        assertThat(page.address()).isEqualTo(InetAddress.getLoopbackAddress());
        List<InetAddress> others = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                .toList();
        for (InetAddress other : others) {
            assertThatThrownBy(() -> {
                        try (Socket socket = new Socket()) {
                            socket.connect(
                                    new InetSocketAddress(other, page.uri().getPort()), 2_000);
                        }
                    })
                    .as("%s", other)
                    .isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void theNumbersAreThoseOfTheReport() throws Exception {
        report.title("A run").read(70).rejected(Map.of("not-json", 4L, "no-label", 2L));
        report.add(Steps.at("default", 1, 0.5));
        report.add(Steps.at("default", 2, 0.75));
        run.phase(Phase.LEARNING);

        JsonNode json = json("/run.json");

        assertThat(json.at("/phase").asText()).isEqualTo("learning");
        assertThat(json.at("/ended").asBoolean(true)).isFalse();
        assertThat(json.at("/records").asInt()).isEqualTo(1_000);
        assertThat(json.at("/report/title").asText()).isEqualTo("A run");
        assertThat(json.at("/report/examples").toString()).isEqualTo("{\"read\":70,\"trained\":64,\"rejected\":6}");
        assertThat(json.at("/report/rejections").toString()).isEqualTo("{\"not-json\":4,\"no-label\":2}");
        assertThat(json.at("/report/models/default/window/accuracy").asDouble()).isEqualTo(0.75);
        assertThat(json.at("/report/curves/default/windowAccuracy").toString()).isEqualTo("[0.5,0.75]");
    }

    @Test
    void theCurvesOfOneModelAreInIt() throws Exception {
        report.add(Steps.at("de", 1, 0.5));
        report.add(Steps.at("fr & \u00e9", 1, 0.5));
        report.add(Steps.at("fr & \u00e9", 2, 0.5));

        assertThat(json("/run.json").at("/shown").asText()).isEqualTo("fr & \u00e9");
        assertThat(json("/run.json?model=de").at("/report/curves").has("de")).isTrue();
        assertThat(json("/run.json?model=de").at("/report/curves")).hasSize(1);
        assertThat(json("/run.json?model=fr+%26+%C3%A9").at("/shown").asText()).isEqualTo("fr & \u00e9");
        assertThat(json("/run.json?model=absent").at("/shown").asText()).isEqualTo("fr & \u00e9");
        assertThat(statusOf("GET /run.json?model=%zz HTTP/1.1", "127.0.0.1")).isIn(200, 400);
    }

    @Test
    void theUsualPortGivesWayToAnother() throws Exception {
        try (LivePage first = LivePage.openSomewhere(run);
                LivePage second = LivePage.openSomewhere(run)) {
            assertThat(first.uri().getPort()).isNotEqualTo(second.uri().getPort());
            assertThatThrownBy(() -> LivePage.open(run, first.uri().getPort())).isInstanceOf(BindException.class);
        }
    }

    @Test
    void nothingAnswersAfterItIsClosed() {
        page.close();

        assertThatThrownBy(() -> get("/")).isInstanceOf(ConnectException.class);
    }

    private JsonNode json(String path) throws Exception {
        return new ObjectMapper().readTree(get(path).body());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        URI uri = page.uri().resolve(path);
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }

    /** By hand: HTTP clients do not let one choose the Host header. */
    private int statusOf(String requestLine, String host) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), page.uri().getPort())) {
            socket.getOutputStream()
                    .write((requestLine + "\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String status = new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
            return Integer.parseInt(status.split(" ", -1)[1]);
        }
    }
}
