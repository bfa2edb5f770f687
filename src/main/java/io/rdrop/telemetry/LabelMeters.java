package io.rdrop.telemetry;

import io.micrometer.core.instrument.Tags;
import io.rdrop.late.LateModel;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** What one subtask has joined of events and labels that come apart. Thread-safe. */
public final class LabelMeters implements AutoCloseable {
    private final MeterGroup group;
    private final String subtask;
    private final ModelLabels labels;
    private final Map<String, LabelSeries> series = new HashMap<>();
    private final AtomicLong rejected = new AtomicLong();
    private boolean closed;

    LabelMeters(String job, String subtask, ModelLabels labels, MeterOwners owners) {
        this.subtask = subtask;
        this.labels = labels;
        group = new MeterGroup(job, owners);
    }

    /** Shows how many labels are rejected, from 0 on. */
    public void countsRejected() {
        group.counter(Meters.LABELS_REJECTED, Tags.of("subtask", subtask), rejected);
    }

    /** Counts a label that is none. */
    public void rejected() {
        rejected.incrementAndGet();
    }

    /** Shows what has become of a model's events and labels, and what waits. */
    public synchronized void show(LateModel model) {
        if (!closed) {
            series.computeIfAbsent(labels.label(model.model()), key -> new LabelSeries(group, key, subtask))
                    .show(model);
        }
    }

    /** Removes the subtask's series. */
    @Override
    public synchronized void close() {
        closed = true;
        group.close();
        series.clear();
    }
}
