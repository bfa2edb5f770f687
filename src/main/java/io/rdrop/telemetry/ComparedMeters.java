package io.rdrop.telemetry;

import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.function.LongSupplier;

/** What one of several that predict the same records has said. */
public final class ComparedMeters {
    private static final Duration[] BUCKETS = {
        Duration.ofNanos(10_000),
        Duration.ofNanos(30_000),
        Duration.ofNanos(100_000),
        Duration.ofNanos(300_000),
        Duration.ofMillis(1),
        Duration.ofMillis(10),
        Duration.ofMillis(100)
    };

    private final AtomicLong rows = new AtomicLong();
    private final AtomicLong agreed = new AtomicLong();
    private final AtomicLong labelled = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final DoubleAdder difference = new DoubleAdder();
    private final DoubleAdder errors = new DoubleAdder();
    private final Timer durations;

    ComparedMeters(MeterGroup group, Tags tags) {
        group.counter(Meters.COMPARED_ROWS, tags, rows);
        group.counter(Meters.COMPARED_AGREED, tags, agreed);
        group.counter(Meters.COMPARED_DIFFERENCE, tags, difference);
        group.counter(Meters.COMPARED_LABELLED, tags, labelled);
        group.counter(Meters.COMPARED_ERRORS, tags, errors);
        group.counter(Meters.COMPARED_FAILED, tags, failed);
        durations = group.histogram(Meters.COMPARED_DURATION, tags, BUCKETS);
    }

    /** Shows which version it is. */
    void version(MeterGroup group, Tags tags, LongSupplier version) {
        group.gauge(Meters.COMPARED_VERSION, tags, version, LongSupplier::getAsLong);
    }

    /** Counts a row. */
    public void predicted(long tookNs) {
        rows.incrementAndGet();
        durations.record(tookNs, TimeUnit.NANOSECONDS);
    }

    /** Counts a row that it could not predict. */
    public void failed() {
        failed.incrementAndGet();
    }

    /**
     * Compares with the answer.
     *
     * @param said probabilities of classes, or one number
     * @param answered the same
     */
    public void compared(float[] said, float[] answered, boolean areClasses) {
        double sum = 0;
        for (int i = 0; i < said.length; i++) {
            sum += Math.abs(said[i] - answered[i]);
        }
        difference.add(areClasses ? sum / 2 : sum);
        if (areClasses && best(said) == best(answered)) {
            agreed.incrementAndGet();
        }
    }

    /**
     * Scores against a label that came with the record.
     *
     * @param target a class's index, or a number
     */
    public void labelled(float[] said, double target, boolean areClasses) {
        labelled.incrementAndGet();
        errors.add(areClasses ? (best(said) == (int) target ? 0 : 1) : Math.abs(said[0] - target));
    }

    private static int best(float[] probabilities) {
        int best = 0;
        for (int i = 1; i < probabilities.length; i++) {
            best = probabilities[i] > probabilities[best] ? i : best;
        }
        return best;
    }
}
