package io.rdrop.telemetry;

import io.micrometer.core.instrument.Tags;
import io.rdrop.example.RejectionReason;
import io.rdrop.example.StepReport;
import io.rdrop.example.TaskTerms;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What one learning subtask shows of its models. A model has series from its first {@link #record}, {@link #restore} or
 * {@link #stateBytes} on; those that only its task has, from its first {@link #record} on. Models beyond the first 1,000 of a JVM share the label {@code (other)}: their counters add up, their
 * gauges show the latest value. Only the first {@value #MODELS_BY_CLASS} models of a subtask have series by class. After {@link #close()} calls change nothing.
 */
public final class LearnerMeters implements AutoCloseable {
    /** Models of a subtask whose classes have series of their own: each of them has up to 100. */
    static final int MODELS_BY_CLASS = 50;

    private final String subtask;
    private final TaskTerms terms;
    private final ModelLabels labels;
    private final InstantSource clock;
    private final MeterGroup group;
    private final Map<String, LearnerSeries> series = new HashMap<>();
    private final AtomicLong refused = new AtomicLong();
    private boolean closed;

    LearnerMeters(
            String job, String subtask, TaskTerms terms, ModelLabels labels, MeterOwners owners, InstantSource clock) {
        this.subtask = subtask;
        this.terms = terms;
        this.labels = labels;
        this.clock = clock;
        group = new MeterGroup(job, owners);
        group.counter(
                Meters.REJECTED,
                Tags.of("subtask", subtask, "reason", RejectionReason.TOO_MANY_MODELS.code()),
                refused);
    }

    /**
     * Shows the window and the intervals of the configuration, so that queries can hold the other series against them.
     *
     * @param window examples that the sliding scores cover
     * @param checkpoints time between two checkpoints
     * @param snapshots least time between two snapshots of a model
     */
    public synchronized void showConfigured(int window, Duration checkpoints, Duration snapshots) {
        if (closed) {
            return;
        }
        Tags tags = Tags.of("subtask", subtask);
        Duration due = snapshots.compareTo(checkpoints) > 0 ? snapshots : checkpoints;
        group.gauge(Meters.EVALUATION_WINDOW, tags, window, Integer::doubleValue);
        group.gauge(Meters.CHECKPOINT_INTERVAL, tags, checkpoints, LearnerMeters::seconds);
        group.gauge(Meters.SNAPSHOT_INTERVAL, tags, due, LearnerMeters::seconds);
    }

    /**
     * Shows what the subtask trains on.
     *
     * @param device the very one, such as {@code gpu:1}
     * @param kind such as {@code gpu}
     */
    public synchronized void trainsOn(String device, String kind) {
        if (!closed) {
            group.gauge(
                    Meters.DEVICE_INFO, Tags.of("subtask", subtask, "device", device, "kind", kind), this, self -> 1);
        }
    }

    /** Counts one training step and shows its values. */
    public synchronized void record(StepReport report) {
        if (!closed) {
            series(labels.label(report.model())).record(report, clock.millis());
        }
    }

    /**
     * Sets the starting values of a restored model's counters; called once per model, before its first step.
     *
     * @param model model key
     * @param trained examples trained on before
     * @param leftOut examples whose update was not applied before
     * @param replayed examples replayed before
     * @param steps training steps before
     */
    public synchronized void restore(String model, long trained, long leftOut, long replayed, long steps) {
        if (closed) {
            return;
        }
        String label = labels.label(model);
        if (label.equals(ModelLabels.OTHER)) {
            series(label).add(trained, leftOut, replayed, steps);
        } else {
            series(label).start(trained, leftOut, replayed, steps);
        }
    }

    /** Shows how many records so far were of models that there was no room for. */
    public void refused(long records) {
        refused.set(records);
    }

    /** Shows the size of a model's checkpointed state. */
    public synchronized void stateBytes(String model, long bytes) {
        if (!closed) {
            series(labels.label(model)).stateBytes(bytes);
        }
    }

    /** Removes the subtask's series. */
    @Override
    public synchronized void close() {
        closed = true;
        group.close();
        series.clear();
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1_000.0;
    }

    private LearnerSeries series(String label) {
        return series.computeIfAbsent(
                label,
                key -> new LearnerSeries(
                        group, key, subtask, terms, series.size() < MODELS_BY_CLASS && !key.equals(ModelLabels.OTHER)));
    }
}
