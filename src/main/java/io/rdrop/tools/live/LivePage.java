package io.rdrop.tools.live;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the page of a run, on the loopback interface and nowhere else. The page asks for numbers once a second. */
public final class LivePage implements AutoCloseable {
    /** Asked for first, so that the page has the same address in every run. */
    public static final int USUAL_PORT = 8800;

    private static final Logger LOG = LoggerFactory.getLogger(LivePage.class);
    private static final int THREADS = 3;
    /** A page that asked within this time is open. */
    private static final long OPEN_NANOS = TimeUnit.SECONDS.toNanos(3);

    private static final long LAST_LOOK_MS = 1_500;

    private final HttpServer http;
    private final ExecutorService threads;
    private final LiveRun run;
    private final AtomicLong lastAsked = new AtomicLong(System.nanoTime() - OPEN_NANOS);

    private LivePage(HttpServer http, LiveRun run) throws IOException {
        this.http = http;
        this.run = run;
        threads = Executors.newFixedThreadPool(THREADS, task -> new Thread(task, "rdrop-live"));
        http.setExecutor(threads);
        LiveContent content = new LiveContent(run);
        http.createContext("/", exchange -> answer(exchange, content));
    }

    /** A page that can be opened when this returns, on a port that must be free; 0 for any. */
    public static LivePage open(LiveRun run, int port) throws IOException {
        InetAddress loopback = InetAddress.getByAddress("127.0.0.1", new byte[] {127, 0, 0, 1});
        LivePage page = new LivePage(HttpServer.create(new InetSocketAddress(loopback, port), 0), run);
        page.http.start();
        return page;
    }

    /** As {@link #open}, at the usual port or, if that is taken, at any. */
    public static LivePage openSomewhere(LiveRun run) throws IOException {
        try {
            return open(run, USUAL_PORT);
        } catch (BindException e) {
            return open(run, 0);
        }
    }

    /** Where a browser on this machine finds it. */
    public URI uri() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort() + "/");
    }

    InetAddress address() {
        return http.getAddress().getAddress();
    }

    /** Stops serving. If a page is open and the run has ended, it is given the time to see the end. */
    @Override
    public void close() {
        if (run.hasEnded() && System.nanoTime() - lastAsked.get() < OPEN_NANOS) {
            try {
                TimeUnit.MILLISECONDS.sleep(LAST_LOOK_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        http.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange, LiveContent content) throws IOException {
        try (exchange) {
            Answer answer = content.answer(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI(),
                    exchange.getRequestHeaders().getFirst("Host"));
            if (answer.isAboutTheRun()) {
                lastAsked.set(System.nanoTime());
            }
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.sendResponseHeaders(answer.status(), -1);
            } else {
                byte[] body = answer.bytes();
                exchange.sendResponseHeaders(answer.status(), body.length);
                exchange.getResponseBody().write(body);
            }
        } catch (RuntimeException e) {
            LOG.warn("the live page could not answer {}", exchange.getRequestURI(), e);
            throw e;
        }
    }
}
