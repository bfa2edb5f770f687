package io.rdrop.telemetry;

import com.sun.net.httpserver.Authenticator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpPrincipal;
import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Prometheus' HTTP server with GET /metrics and GET /health, and nothing else. Its threads keep no JVM alive. */
record MetricsServer(HTTPServer http, String host) implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MetricsServer.class);
    private static final String METRICS = "/metrics";
    private static final String HEALTH = "/health";

    /** A running server on the first free port of the range; null, with a warning in the log, where there is none. */
    static @Nullable MetricsServer onFirstFree(String host, int firstPort, int lastPort, PrometheusRegistry registry) {
        for (int port = firstPort; port <= lastPort; port++) {
            try {
                return new MetricsServer(start(host, port, registry), host);
            } catch (BindException e) {
                LOG.debug("metrics: {}:{} cannot be bound: {}", host, port, e.getMessage());
            } catch (IOException e) {
                LOG.warn("metrics are not served on {}:{}: {} (metrics.host)", host, port, e.getMessage());
                return null;
            }
        }
        LOG.warn(
                "metrics are not served: no port of {}-{} can be bound on {} (metrics.ports, metrics.host); the job goes on",
                firstPort,
                lastPort,
                host);
        return null;
    }

    private static HTTPServer start(String host, int port, PrometheusRegistry registry) throws IOException {
        return HTTPServer.builder()
                .inetAddress(InetAddress.getByName(host))
                .port(port)
                .registry(registry)
                .metricsHandlerPath(METRICS)
                .registerHealthHandler(false)
                .defaultHandler(MetricsServer::health)
                .authenticator(new Gate())
                .buildAndStart();
    }

    int port() {
        return http.getPort();
    }

    @Override
    public void close() {
        http.close();
    }

    private static void health(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "text/plain");
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.sendResponseHeaders(200, -1);
            } else {
                byte[] ok = "ok\n".getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, ok.length);
                exchange.getResponseBody().write(ok);
            }
        }
    }

    /** Lets only reads of what there is through: the server's handlers would answer every path below theirs. */
    private static final class Gate extends Authenticator {
        private static final Set<String> PATHS = Set.of(METRICS, HEALTH);
        private static final Set<String> METHODS = Set.of("GET", "HEAD");

        @Override
        public Result authenticate(HttpExchange exchange) {
            if (!PATHS.contains(exchange.getRequestURI().getPath())) {
                return new Failure(404);
            }
            if (!METHODS.contains(exchange.getRequestMethod())) {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                return new Failure(405);
            }
            return new Success(new HttpPrincipal("anyone", "metrics"));
        }
    }
}
