package io.rdrop.telemetry;

import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.rdrop.example.RejectionReason;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/** What one subtask of a scoring job has answered, and by which versions. Thread-safe. */
public final class ScoringMeters implements AutoCloseable {
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(2),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(20),
        Duration.ofMillis(50),
        Duration.ofMillis(200),
        Duration.ofSeconds(1),
        Duration.ofSeconds(10)
    };

    private final String subtask;
    private final ModelLabels labels;
    private final MeterGroup group;
    private final Timer delays;
    private final Map<RejectionReason, AtomicLong> refused = new EnumMap<>(RejectionReason.class);
    private final Map<String, OfModel> models = new ConcurrentHashMap<>();

    private final Map<String, ComparedMeters> compared = new ConcurrentHashMap<>();

    /** Counts of a model, or of all those beyond the first 1,000. */
    private record OfModel(AtomicLong predicted, AtomicLong byPrior, AtomicLong versionsRefused) {}

    ScoringMeters(String job, String subtask, ModelLabels labels, MeterOwners owners) {
        this.subtask = subtask;
        this.labels = labels;
        group = new MeterGroup(job, owners);
        delays = group.histogram(Meters.SCORING_DELAY, Tags.of("subtask", subtask), BUCKETS);
        for (RejectionReason reason : List.of(RejectionReason.NO_MODEL, RejectionReason.TOO_MANY_MODELS)) {
            AtomicLong count = new AtomicLong();
            refused.put(reason, count);
            group.counter(Meters.REJECTED, Tags.of("subtask", subtask, "reason", reason.code()), count);
        }
    }

    /** Shows how many records wait. */
    public void waiting(IntSupplier records) {
        group.gauge(Meters.SCORING_WAITING, Tags.of("subtask", subtask), records, IntSupplier::getAsInt);
    }

    /** Shows a model whose records come from now on. */
    public void serves(String model, LongSupplier version, BooleanSupplier isRefused) {
        Tags tags = tags(labels.label(model));
        group.gauge(Meters.SERVED_VERSION, tags, version, LongSupplier::getAsLong);
        group.gauge(Meters.SERVED_VERSION_REFUSED, tags, isRefused, is -> is.getAsBoolean() ? 1 : 0);
        counts(model);
    }

    /**
     * Counts for one of several that predict the same records.
     *
     * @param role who it is
     */
    public ComparedMeters compared(String model, String role, LongSupplier version) {
        String label = labels.label(model);
        Tags tags = tags(label).and("role", role);
        ComparedMeters meters =
                compared.computeIfAbsent(label + '\n' + role, absent -> new ComparedMeters(group, tags));
        meters.version(group, tags, version);
        return meters;
    }

    /**
     * Shows how a model's records and answers are, that have no labels.
     *
     * @param stability the largest index of a column
     * @param shifted columns that have shifted
     * @param entropy mean of answers, nats; NaN of what has no classes
     * @param signals so far that it has risen
     */
    public void watches(
            String model, DoubleSupplier stability, IntSupplier shifted, DoubleSupplier entropy, LongSupplier signals) {
        Tags tags = tags(labels.label(model));
        group.gauge(Meters.SCORING_STABILITY, tags, stability, DoubleSupplier::getAsDouble);
        group.gauge(Meters.SCORING_SHIFTED, tags, shifted, IntSupplier::getAsInt);
        group.gauge(Meters.SCORING_ENTROPY, tags, entropy, DoubleSupplier::getAsDouble);
        group.counter(Meters.SCORING_SIGNALS, tags, signals, LongSupplier::getAsLong);
    }

    /**
     * Shows how far dropout passes of a model's network are apart on a sample of its records.
     *
     * @param divergence mean of the latest window; NaN before the first
     * @param signals so far that it has risen
     */
    public void watchesPasses(String model, DoubleSupplier divergence, LongSupplier signals) {
        Tags tags = tags(labels.label(model));
        group.gauge(Meters.SCORING_KL, tags, divergence, DoubleSupplier::getAsDouble);
        group.counter(Meters.SCORING_KL_SIGNALS, tags, signals, LongSupplier::getAsLong);
    }

    /** Counts a record that a version has predicted, so long after its Kafka timestamp. */
    public void predicted(String model, Duration delay) {
        counts(model).predicted().incrementAndGet();
        delays.record(delay.isNegative() ? Duration.ZERO : delay);
    }

    /** Counts a record that was answered as by a model that has learned nothing. */
    public void answeredByPrior(String model) {
        counts(model).byPrior().incrementAndGet();
    }

    /** Counts a version that was refused. */
    public void refusedVersion(String model) {
        counts(model).versionsRefused().incrementAndGet();
    }

    /**
     * Counts a record that goes to the dead letters.
     *
     * @param reason NO_MODEL or TOO_MANY_MODELS
     */
    public void refused(RejectionReason reason) {
        AtomicLong count = refused.get(reason);
        if (count == null) {
            throw new IllegalArgumentException(reason.code() + " is no reason of a scoring subtask");
        }
        count.incrementAndGet();
    }

    private OfModel counts(String model) {
        OfModel known = models.get(model);
        return known != null ? known : models.computeIfAbsent(labels.label(model), this::register);
    }

    private OfModel register(String label) {
        OfModel counts = new OfModel(new AtomicLong(), new AtomicLong(), new AtomicLong());
        Tags tags = tags(label);
        group.counter(Meters.SERVED_ROWS, tags, counts.predicted());
        group.counter(Meters.SCORED_BY_PRIOR, tags, counts.byPrior());
        group.counter(Meters.SERVED_VERSIONS_REFUSED, tags, counts.versionsRefused());
        return counts;
    }

    private Tags tags(String label) {
        return Tags.of("model", label, "subtask", subtask);
    }

    /** Removes the subtask's series. */
    @Override
    public void close() {
        group.close();
    }
}
