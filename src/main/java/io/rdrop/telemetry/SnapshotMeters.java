package io.rdrop.telemetry;

import io.micrometer.core.instrument.Tags;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToDoubleFunction;

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

    /**
     * A version that the registry has.
     *
     * @param version version in the registry
     * @param createdAtMs when it was made, milliseconds since the epoch
     * @param isHeldBack whether {@code latest} does not move to it
     * @param latest the version that {@code latest} names; 0 for none
     * @param isPinned whether an operator keeps it there
     */
    public record Committed(long version, long createdAtMs, boolean isHeldBack, long latest, boolean isPinned) {}

    private static final class Series {
        private final AtomicLong commits = new AtomicLong();
        private final AtomicLong heldBack = new AtomicLong();
        private final AtomicReference<Committed> last;

        Series(Committed first) {
            last = new AtomicReference<>(first);
        }
    }

    /** Counts one committed snapshot of a model and shows what is known of it. */
    public synchronized void committed(String model, Committed snapshot) {
        if (closed) {
            return;
        }
        String label = labels.label(model);
        Series committed = series.get(label);
        if (committed == null) {
            committed = new Series(snapshot);
            series.put(label, committed);
            register(committed, label);
        }
        committed.commits.incrementAndGet();
        committed.heldBack.addAndGet(snapshot.isHeldBack() ? 1 : 0);
        committed.last.set(snapshot);
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
        group.counter(Meters.SNAPSHOTS, tags, committed.commits);
        group.counter(Meters.SNAPSHOTS_HELD_BACK, tags, committed.heldBack);
        gauge(Meters.SNAPSHOT_VERSION, tags, committed, Committed::version);
        gauge(Meters.SNAPSHOT_AGE, tags, committed, last -> (clock.millis() - last.createdAtMs()) / MS_PER_SECOND);
        gauge(Meters.LATEST_VERSION, tags, committed, Committed::latest);
        gauge(Meters.LATEST_PINNED, tags, committed, last -> last.isPinned() ? 1 : 0);
    }

    private void gauge(Meters meter, Tags tags, Series committed, ToDoubleFunction<Committed> value) {
        group.gauge(meter, tags, committed.last, last -> value.applyAsDouble(last.get()));
    }
}
