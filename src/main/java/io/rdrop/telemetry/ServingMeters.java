package io.rdrop.telemetry;

import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** What one who serves predictions over HTTP has answered, and by which versions. Thread-safe. */
public final class ServingMeters implements AutoCloseable {
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofMillis(20), Duration.ofMillis(100), Duration.ofSeconds(1)
    };

    private final MeterGroup group;
    private final ModelLabels labels;
    private final Timer durations;
    private final Map<Integer, AtomicLong> requests = new ConcurrentHashMap<>();
    private final Map<String, AtomicLong> rows = new ConcurrentHashMap<>();

    ServingMeters(String job, ModelLabels labels, MeterOwners owners) {
        this.labels = labels;
        group = new MeterGroup(job, owners);
        durations = group.histogram(Meters.SERVE_DURATION, Tags.empty(), BUCKETS);
    }

    /** Shows a model that is served from now on. */
    public void serves(String model, LongSupplier version, BooleanSupplier isRefused) {
        Tags tags = tags(labels.label(model));
        group.gauge(Meters.SERVED_VERSION, tags, version, LongSupplier::getAsLong);
        group.gauge(Meters.SERVED_VERSION_REFUSED, tags, isRefused, refused -> refused.getAsBoolean() ? 1 : 0);
    }

    /** Counts predicted rows. */
    public void predicted(String model, int count) {
        rows.computeIfAbsent(labels.label(model), label -> counter(Meters.SERVED_ROWS, tags(label)))
                .addAndGet(count);
    }

    /** Counts an answer. */
    public void answered(int code) {
        requests.computeIfAbsent(code, key -> counter(Meters.SERVED_REQUESTS, Tags.of("code", Integer.toString(key))))
                .incrementAndGet();
    }

    /** Notes how long an inference took. */
    public void took(Duration duration) {
        durations.record(duration);
    }

    /** One process has one of them, where a job has subtasks. */
    private static Tags tags(String label) {
        return Tags.of("model", label, "subtask", "0");
    }

    private AtomicLong counter(Meters meter, Tags tags) {
        AtomicLong count = new AtomicLong();
        group.counter(meter, tags, count);
        return count;
    }

    @Override
    public void close() {
        group.close();
    }
}
