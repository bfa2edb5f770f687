package io.rdrop.telemetry;

import io.micrometer.core.instrument.Tags;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What one committing subtask shows of the registry. Counts start at 0 in each process: the registry itself is the
 * exact record. After {@link #close()} calls change nothing.
 */
public final class SnapshotMeters implements AutoCloseable {
    private static final double MS_PER_SECOND = 1_000;

    private final String subtask;
    private final ModelLabels labels;
    private final InstantSource clock;
    private final MeterGroup group;
    private final Map<String, Series> series = new HashMap<>();
    private boolean closed;

    SnapshotMeters(String job, String subtask, ModelLabels labels, MeterOwners owners, InstantSource clock) {
        this.subtask = subtask;
        this.labels = labels;
        this.clock = clock;
        group = new MeterGroup(job, owners);
    }

    private record Series(AtomicLong commits, AtomicLong version, AtomicLong createdAtMs) {}

    /** Counts one committed snapshot and shows its version and age. */
    public synchronized void committed(String model, long version, long createdAtMs) {
        if (closed) {
            return;
        }
        Series committed = series.get(labels.label(model));
        if (committed == null) {
            committed = new Series(new AtomicLong(), new AtomicLong(version), new AtomicLong(createdAtMs));
            series.put(labels.label(model), committed);
            register(committed, labels.label(model));
        }
        committed.commits().incrementAndGet();
        committed.version().set(version);
        committed.createdAtMs().set(createdAtMs);
    }

    /** Removes the subtask's series. */
    @Override
    public synchronized void close() {
        closed = true;
        group.close();
        series.clear();
    }

    synchronized boolean isClosed() {
        return closed;
    }

    private void register(Series committed, String label) {
        Tags tags = Tags.of("model", label, "subtask", subtask);
        group.counter(Meters.SNAPSHOTS, tags, committed.commits());
        group.gauge(Meters.SNAPSHOT_VERSION, tags, committed.version(), AtomicLong::doubleValue);
        group.gauge(
                Meters.SNAPSHOT_AGE,
                tags,
                committed.createdAtMs(),
                createdAtMs -> (clock.millis() - createdAtMs.get()) / MS_PER_SECOND);
    }
}
