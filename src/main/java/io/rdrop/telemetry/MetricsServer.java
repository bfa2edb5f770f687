package io.rdrop.telemetry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** HTTP: GET /metrics and GET /health. All of its threads are daemons; none keeps a JVM alive. */
final class MetricsServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MetricsServer.class);
    private static final String OPEN_METRICS = "application/openmetrics-text";
    private static final String PLAIN = "text/plain";
    private static final int THREADS = 2;

    private final HttpServer http;
    private final ExecutorService threads;

    /** Writes all meters in the exposition format of a content type. */
    interface Scrape {
        void write(OutputStream out, String contentType) throws IOException;
    }

    private MetricsServer(HttpServer http, Scrape scrape) {
        this.http = http;
        threads = Executors.newFixedThreadPool(THREADS, task -> daemon(task, "rdrop-metrics"));
        http.setExecutor(threads);
        http.createContext("/", exchange -> answer(exchange, scrape));
    }

    /** A running server on the first free port of the range; null, with a warning in the log, where there is none. */
    static @Nullable MetricsServer onFirstFree(String host, int firstPort, int lastPort, Scrape scrape) {
        for (int port = firstPort; port <= lastPort; port++) {
            try {
                InetSocketAddress address = new InetSocketAddress(host, port);
                if (address.isUnresolved()) {
                    throw new IOException("unknown host");
                }
                MetricsServer server = new MetricsServer(HttpServer.create(address, 0), scrape);
                server.start();
                return server;
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

    int port() {
        return http.getAddress().getPort();
    }

    String host() {
        return http.getAddress().getHostString();
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }

    /** The server's own thread is a daemon only if the thread that starts it is one. */
    private void start() throws IOException {
        Thread starter = daemon(http::start, "rdrop-metrics-start");
        starter.start();
        try {
            starter.join();
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted at start", e);
        }
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    private static void answer(HttpExchange exchange, Scrape scrape) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String method = exchange.getRequestMethod();
            if (!path.equals("/metrics") && !path.equals("/health")) {
                send(exchange, 404, PLAIN, text("there is /metrics and /health\n"));
            } else if (!method.equals("GET") && !method.equals("HEAD")) {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                send(exchange, 405, PLAIN, text("only GET and HEAD\n"));
            } else if (path.equals("/health")) {
                send(exchange, 200, PLAIN, text("ok\n"));
            } else {
                metrics(exchange, scrape);
            }
        }
    }

    private static void metrics(HttpExchange exchange, Scrape scrape) throws IOException {
        String contentType = acceptsOpenMetrics(exchange)
                ? OPEN_METRICS + "; version=1.0.0; charset=utf-8"
                : PLAIN + "; version=0.0.4; charset=utf-8";
        // Written in full before the status goes out, so that a failure is a 500 and not half a page.
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try {
            scrape.write(body, contentType);
        } catch (IOException | RuntimeException e) {
            LOG.warn("a scrape failed", e);
            send(exchange, 500, PLAIN, text("the scrape failed: " + e + "\n"));
            return;
        }
        send(exchange, 200, contentType, body.toByteArray());
    }

    private static boolean acceptsOpenMetrics(HttpExchange exchange) {
        List<String> accepted = exchange.getRequestHeaders().getOrDefault("Accept", List.of());
        return accepted.stream().anyMatch(accept -> accept.contains(OPEN_METRICS));
    }

    private static void send(HttpExchange exchange, int status, String contentType, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", contentType);
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
