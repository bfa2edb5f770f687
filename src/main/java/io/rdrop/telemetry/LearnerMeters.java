package io.rdrop.telemetry;

import io.micrometer.core.instrument.Tags;
import io.rdrop.example.Outliers;
import io.rdrop.example.RejectionReason;
import io.rdrop.example.StepReport;
import io.rdrop.example.TaskTerms;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What one learning subtask shows of its models. A model has series from its first {@link #record}, {@link #restore} or
 * {@link #state} on; those that only its task has, from its first {@link #record} on. Models beyond the first 1,000 of
 * a JVM share the label {@code (other)}: their counters add up, their gauges show the latest value. Only the first
 * {@value #MODELS_BY_CLASS} models of a subtask have series by class. After {@link #close()} calls change nothing.
 */
public final class LearnerMeters implements AutoCloseable {
    /** Models of a subtask whose classes have series of their own: each of them has up to 100. */
    static final int MODELS_BY_CLASS = 50;

    private static final double MS_PER_S = 1e3;

    private final String subtask;
    private final TaskTerms terms;
    private final ModelLabels labels;
    private final InstantSource clock;
    private final MeterGroup group;
    private final Map<String, LearnerSeries> series = new HashMap<>();
    private final Map<RejectionReason, AtomicLong> refused = new EnumMap<>(RejectionReason.class);
    private final Map<String, SteeredSeries> steered = new HashMap<>();
    private final Map<String, ChallengeSeries> challenged = new HashMap<>();
    private final Map<String, AtomicLong> commands = new HashMap<>();
    private final AtomicLong roomUsed = new AtomicLong();
    private final AtomicLong room = new AtomicLong();
    private final AtomicLong lagLevel = new AtomicLong();
    private final AtomicLong lagMs = new AtomicLong();
    private boolean measuresLag;
    private boolean closed;

    LearnerMeters(
            String job, String subtask, TaskTerms terms, ModelLabels labels, MeterOwners owners, InstantSource clock) {
        this.subtask = subtask;
        this.terms = terms;
        this.labels = labels;
        this.clock = clock;
        group = new MeterGroup(job, owners);
        for (RejectionReason reason : RejectionReason.ofRoom()) {
            AtomicLong count = new AtomicLong();
            refused.put(reason, count);
            group.counter(Meters.REJECTED, Tags.of("subtask", subtask, "reason", reason.code()), count);
        }
        Tags tags = Tags.of("subtask", subtask);
        group.gauge(Meters.SUBTASK_STATE, tags, roomUsed, AtomicLong::doubleValue);
        group.gauge(Meters.SUBTASK_STATE_LIMIT, tags, room, AtomicLong::doubleValue);
    }

    /** Shows window and intervals of the configuration, so that queries can hold the other series against them. */
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

    /** Shows what the subtask trains on, such as {@code gpu:1} of the kind {@code gpu}. */
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

    /** Sets the starting values of a restored model's counters; called once per model, before its first step. */
    public synchronized void restore(
            String model, long trained, long leftOut, long replayed, long steps, long divergences) {
        if (!closed) {
            series(labels.label(model)).add(trained, leftOut, replayed, steps, divergences);
        }
    }

    /** Sets the starting values of a restored model's outliers; called once per model, before its first step. */
    public synchronized void restoreOutliers(String model, List<Outliers> outliers) {
        if (!closed && !outliers.isEmpty()) {
            series(labels.label(model)).add(outliers);
        }
    }

    /**
     * Shows how many records so far there was no room for.
     *
     * @param reason one of {@link RejectionReason#ofRoom}
     */
    public void refused(RejectionReason reason, long records) {
        AtomicLong count = refused.get(reason);
        if (count == null) {
            throw new IllegalArgumentException("reason must be one for want of room but was " + reason);
        }
        count.set(records);
    }

    /** Shows the bytes of all models, and how many there may be. */
    public void room(long used, long limit) {
        roomUsed.set(used);
        room.set(limit);
    }

    /**
     * Shows the size of a model's state.
     *
     * @param bytes of the checkpoint
     * @param dictionaryBytes of its words or categories
     * @param turnedAway words or categories that found no room among them, each time
     */
    public synchronized void state(String model, long bytes, long dictionaryBytes, long turnedAway) {
        if (!closed) {
            series(labels.label(model)).state(bytes, dictionaryBytes, turnedAway);
        }
    }

    /**
     * Shows what a model was asked.
     *
     * @param epoch of the last command; -1 before the first
     * @param waiting examples that wait to be learned
     * @param passedOver examples that were predicted and not learned, since the model began
     */
    public synchronized void steered(String model, long epoch, boolean paused, long waiting, long passedOver) {
        if (!closed && epoch >= 0) {
            steered.computeIfAbsent(labels.label(model), key -> new SteeredSeries(group, key, subtask))
                    .show(epoch, paused, waiting, passedOver);
        }
    }

    /**
     * Shows how a model's challenger does.
     *
     * @param compared examples that both were scored on
     * @param advantage how much lower its mean loss is
     * @param lower the lower confidence bound of that
     */
    public synchronized void challenged(
            String model, long compared, double advantage, double lower, long promotions, long rollbacks) {
        if (!closed) {
            challenged
                    .computeIfAbsent(labels.label(model), key -> new ChallengeSeries(group, key, subtask))
                    .show(compared, advantage, lower, promotions, rollbacks);
        }
    }

    /**
     * Shows how far learning is behind its records, and by how much it gives way for it.
     *
     * @param level 0 for not at all
     */
    public synchronized void behind(int level, long delayMs) {
        if (!closed) {
            if (!measuresLag) {
                measuresLag = true;
                Tags tags = Tags.of("subtask", subtask);
                group.gauge(Meters.LAG_LEVEL, tags, lagLevel, AtomicLong::doubleValue);
                group.gauge(Meters.LAG_DELAY, tags, lagMs, delay -> delay.doubleValue() / MS_PER_S);
            }
            lagLevel.set(level);
            lagMs.set(delayMs);
        }
    }

    /** Counts a command by what became of it at a model. */
    public synchronized void commanded(String verdict) {
        if (!closed) {
            commands.computeIfAbsent(verdict, this::countCommands).incrementAndGet();
        }
    }

    private AtomicLong countCommands(String verdict) {
        AtomicLong count = new AtomicLong();
        group.counter(Meters.CONTROL_COMMANDS, Tags.of("subtask", subtask, "verdict", verdict), count);
        return count;
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
