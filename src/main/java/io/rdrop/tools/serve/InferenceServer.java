package io.rdrop.tools.serve;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.rdrop.predict.Predictor;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.telemetry.MetricsEndpoint;
import io.rdrop.telemetry.ServingMeters;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers KServe's open inference protocol v2 by the latest versions of a registry's models, and GET /metrics. */
public final class InferenceServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(InferenceServer.class);
    private static final Pattern MODEL =
            Pattern.compile("/v2/models/(?<model>[^/]+)(/versions/(?<version>[^/]+))?(?<what>/ready|/infer)?");
    private static final Pattern LOOPBACK =
            Pattern.compile("(127\\.0\\.0\\.1|localhost|\\[::1])(:[0-9]{1,5})?", Pattern.CASE_INSENSITIVE);
    private static final String JSON = "application/json";
    private static final int STOP_S = 1;

    private final Settings settings;
    private final HttpServer http;
    private final ExecutorService threads;
    private final MetricsEndpoint metrics = MetricsEndpoint.unserved();
    private final ServingMeters meters = metrics.servingMeters("serve");
    private final ServedModels models;

    /**
     * How it is to serve.
     *
     * @param only the model that is served; null for all
     * @param host address to bind
     * @param port 0 for any
     * @param threads that predict by one model at the same time
     * @param maxBody bytes of a request's body
     * @param maxConnections that are open at the same time
     * @param every how often `latest` is asked for
     */
    public record Settings(
            @Nullable String only,
            String host,
            int port,
            int threads,
            int maxBody,
            int maxConnections,
            Duration every) {}

    private record Answer(int status, String type, byte[] body) {
        static Answer json(int status, JsonNode answer) {
            return new Answer(status, JSON, Protocol.bytes(answer));
        }

        static Answer error(int status, String message) {
            return json(status, Protocol.object().put("error", message));
        }
    }

    private InferenceServer(ModelRegistry registry, Settings settings) throws IOException {
        this.settings = settings;
        http = HttpServer.create(new InetSocketAddress(InetAddress.getByName(settings.host()), settings.port()), 0);
        models = new ServedModels(registry, settings.only(), settings.threads(), meters);
        threads = new ThreadPoolExecutor(
                0,
                settings.maxConnections(),
                STOP_S,
                TimeUnit.MINUTES,
                new SynchronousQueue<>(),
                task -> new Thread(task, "rdrop-serve"));
        http.setExecutor(threads);
        http.createContext("/", this::answer);
    }

    /**
     * Starts to serve; models may come later.
     *
     * @return to be closed by the caller
     * @throws IOException if the address cannot be had
     */
    public static InferenceServer start(ModelRegistry registry, Settings settings) throws IOException {
        HttpLimits.set(settings.maxConnections());
        InferenceServer server = new InferenceServer(registry, settings);
        server.models.follow(settings.every());
        server.http.start();
        return server;
    }

    /** Where it is found. */
    public URI uri() {
        return URI.create("http://" + settings.host() + ":" + http.getAddress().getPort() + "/v2");
    }

    /** Whether there is a model to predict by. */
    public boolean isReady() {
        return models.isReady();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answer answer;
            try {
                answer = answerTo(exchange);
            } catch (HttpFault e) {
                answer = Answer.error(e.status(), String.valueOf(e.getMessage()));
            } catch (RuntimeException e) {
                LOG.error("{} {} failed", exchange.getRequestMethod(), exchange.getRequestURI(), e);
                answer = Answer.error(500, "failed; the server's log says why");
            }
            meters.answered(answer.status());
            exchange.getResponseHeaders().set("Content-Type", answer.type());
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.sendResponseHeaders(answer.status(), -1);
            } else {
                exchange.sendResponseHeaders(answer.status(), answer.body().length);
                exchange.getResponseBody().write(answer.body());
            }
        }
    }

    private Answer answerTo(HttpExchange exchange) throws IOException, HttpFault {
        String host = exchange.getRequestHeaders().getFirst("Host");
        boolean local = http.getAddress().getAddress().isLoopbackAddress();
        if (local && (host == null || !LOOPBACK.matcher(host).matches())) {
            // A page elsewhere that has its name point here (DNS rebinding) still sends its own name.
            throw new HttpFault(403, "this server is for 127.0.0.1 and localhost only");
        }
        String path = exchange.getRequestURI().getRawPath();
        Matcher model = MODEL.matcher(path);
        boolean infers = model.matches() && "/infer".equals(model.group("what"));
        requireMethod(exchange, infers);
        if (model.matches()) {
            Predictor predictor = models.get(decoded(model.group("model")));
            requireVersion(predictor, model.group("version"));
            if (infers) {
                return infer(exchange, predictor);
            }
            return Answer.json(
                    200,
                    model.group("what") == null
                            ? Protocol.metadata(predictor.version())
                            : Protocol.object()
                                    .put("name", predictor.version().model())
                                    .put("ready", true));
        }
        return switch (path) {
            case "/v2" -> Answer.json(200, Protocol.server());
            case "/v2/health/live" -> Answer.json(200, Protocol.object().put("live", true));
            case "/v2/health/ready" ->
                Answer.json(isReady() ? 200 : 503, Protocol.object().put("ready", isReady()));
            case "/metrics" ->
                new Answer(
                        200,
                        "text/plain; version=0.0.4; charset=utf-8",
                        metrics.scrape().getBytes(UTF_8));
            default ->
                throw new HttpFault(
                        404,
                        "there is /v2, /v2/health/live, /v2/health/ready, /v2/models/MODEL, /v2/models/MODEL/infer and"
                                + " /metrics");
        };
    }

    private static String decoded(String model) throws HttpFault {
        try {
            return URLDecoder.decode(model.replace("+", "%2B"), UTF_8);
        } catch (IllegalArgumentException e) {
            throw new HttpFault(404, "there is no model " + model);
        }
    }

    private static void requireMethod(HttpExchange exchange, boolean infers) throws HttpFault {
        String method = exchange.getRequestMethod();
        boolean fits = infers ? method.equals("POST") : method.equals("GET") || method.equals("HEAD");
        if (!fits) {
            exchange.getResponseHeaders().set("Allow", infers ? "POST" : "GET, HEAD");
            throw new HttpFault(405, "only " + (infers ? "POST" : "GET and HEAD"));
        }
    }

    private static void requireVersion(Predictor predictor, @Nullable String version) throws HttpFault {
        String inUse = Long.toString(predictor.version().version());
        if (version != null && !version.equals(inUse)) {
            throw new HttpFault(
                    404,
                    "model " + predictor.version().model() + " predicts by version " + inUse + ", not by " + version);
        }
    }

    private Answer infer(HttpExchange exchange, Predictor predictor) throws IOException, HttpFault {
        long start = System.nanoTime();
        byte[] body = exchange.getRequestBody().readNBytes(settings.maxBody() + 1);
        if (body.length > settings.maxBody()) {
            exchange.getResponseHeaders().set("Connection", "close");
            throw new HttpFault(413, "a request may have at most " + settings.maxBody() + " bytes");
        }
        Protocol.Inference inference = Protocol.infer(body, predictor);
        meters.predicted(predictor.version().model(), inference.rows());
        Answer answer = Answer.json(200, inference.answer());
        meters.took(Duration.ofNanos(System.nanoTime() - start));
        return answer;
    }

    /** Ends what is under way within a second, and frees native memory. */
    @Override
    public void close() {
        http.stop(STOP_S);
        threads.shutdownNow();
        models.close();
        meters.close();
    }
}
