package io.rdrop.telemetry;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.rdrop.example.TaskTerms;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The meters of a JVM and the HTTP server that shows them. The subtasks of one TaskManager share one endpoint; it
 * outlives them, and whoever loads the classes calls {@link #shutdown()} when they are released. Thread-safe.
 */
public final class MetricsEndpoint {
    private static final Logger LOG = LoggerFactory.getLogger(MetricsEndpoint.class);

    // Guarded by the class's monitor.
    private static @Nullable MetricsEndpoint shared;
    private static @Nullable MetricsEndpoint unserved;

    private final PrometheusMeterRegistry registry;
    private final @Nullable MetricsServer server;
    private final InstantSource clock;
    private final JvmGcMetrics gcMetrics = new JvmGcMetrics();
    private final MeterOwners owners;
    private final ModelLabels labels = new ModelLabels();
    private final Map<JobSubtask, SnapshotMeters> snapshotMeters = new HashMap<>();

    private record JobSubtask(String job, String subtask) {}

    private MetricsEndpoint(
            PrometheusMeterRegistry registry, @Nullable MetricsServer server, InstantSource clock, boolean withJvm) {
        this.registry = registry;
        this.server = server;
        this.clock = clock;
        owners = new MeterOwners(registry);
        if (withJvm) {
            new JvmMemoryMetrics().bindTo(registry);
            new JvmThreadMetrics().bindTo(registry);
            gcMetrics.bindTo(registry);
            Gauge.builder(ResidentMemory.SERIES, ResidentMemory::bytes)
                    .description(ResidentMemory.MEANING)
                    .register(registry);
        }
    }

    /**
     * The JVM's endpoint; the first caller decides where it is served. Where no port of the range is free a warning is
     * logged, and the endpoint counts without being served.
     *
     * @param host address to bind
     * @param firstPort first port to try
     * @param lastPort last port to try
     */
    public static MetricsEndpoint acquire(String host, int firstPort, int lastPort) {
        return acquire(host, firstPort, lastPort, Clock.systemUTC());
    }

    static synchronized MetricsEndpoint acquire(String host, int firstPort, int lastPort, InstantSource clock) {
        if (shared == null) {
            PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            MetricsServer server =
                    MetricsServer.onFirstFree(host, firstPort, lastPort, registry.getPrometheusRegistry());
            shared = new MetricsEndpoint(registry, server, clock, true);
            if (server != null) {
                LOG.info("metrics are served on {}", shared.uri());
            }
        }
        return shared;
    }

    /** The JVM's endpoint for those who serve no metrics: it counts, and nobody can ask. */
    public static synchronized MetricsEndpoint unserved() {
        if (unserved == null) {
            unserved = new MetricsEndpoint(
                    new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), null, Clock.systemUTC(), false);
        }
        return unserved;
    }

    /** The endpoint in use, the served one before the unserved; null before the first and after {@link #shutdown()}. */
    public static synchronized @Nullable MetricsEndpoint current() {
        return shared != null ? shared : unserved;
    }

    /** Stops the server and forgets the endpoint, if there is one; the next {@link #acquire} makes a new one. */
    public static synchronized void shutdown() {
        if (shared != null) {
            shared.stop();
            shared = null;
        }
        if (unserved != null) {
            unserved.stop();
            unserved = null;
        }
    }

    /** The port served on; -1 if not served. */
    public int port() {
        return server == null ? -1 : server.port();
    }

    /** Where the metrics can be read; null if not served. */
    public @Nullable URI uri() {
        if (server == null) {
            return null;
        }
        try {
            return new URI("http", null, server.host(), server.port(), "/metrics", null, null);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("no address of the metrics endpoint: " + server.host(), e);
        }
    }

    /** New meters of a learning subtask of a job; the caller closes them. */
    public LearnerMeters learnerMeters(String job, String subtask, TaskTerms terms) {
        return new LearnerMeters(job, subtask, terms, labels, owners, clock);
    }

    /** New meters of a decoding subtask of a job; the caller closes them. */
    public DecodeMeters decodeMeters(String job, String subtask) {
        return new DecodeMeters(job, subtask, owners);
    }

    /** The meters of a committing subtask of a job: the same ones at each call until they are closed. */
    public synchronized SnapshotMeters snapshotMeters(String job, String subtask) {
        JobSubtask key = new JobSubtask(job, subtask);
        SnapshotMeters meters = snapshotMeters.get(key);
        if (meters == null || meters.isClosed()) {
            meters = new SnapshotMeters(job, subtask, labels, owners, clock);
            snapshotMeters.put(key, meters);
        }
        return meters;
    }

    /** New meters of a scoring subtask of a job; the caller closes them. */
    public ScoringMeters scoringMeters(String job, String subtask) {
        return new ScoringMeters(job, subtask, labels, owners);
    }

    /** New meters of one who serves predictions over HTTP; the caller closes them. */
    public ServingMeters servingMeters(String job) {
        return new ServingMeters(job, labels, owners);
    }

    /** New meters of a subtask that reads or joins labels; the caller closes them. */
    public LabelMeters labelMeters(String job, String subtask) {
        return new LabelMeters(job, subtask, labels, owners);
    }

    /** All series in Prometheus' text format, for those who serve them themselves. */
    public String scrape() {
        return registry.scrape();
    }

    /** The sum of a counter over all series of this JVM that have a label value; 0 where there is none. */
    public double sum(Meters counter, String label, String value) {
        return registry.find(counter.series()).tag(label, value).functionCounters().stream()
                .mapToDouble(FunctionCounter::count)
                .sum();
    }

    private void stop() {
        if (server != null) {
            server.close();
        }
        // It listens to the JVM's collectors, which would otherwise hold this class loader for ever.
        gcMetrics.close();
        registry.close();
    }
}
