package io.rdrop.telemetry;

import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.rdrop.example.Score;
import io.rdrop.example.Scores;
import io.rdrop.example.StepReport;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The series of one model label in one subtask. Written by the subtask's thread, read by scrapes. */
final class LearnerSeries {
    private static final double NANOS_PER_MS = 1e6;
    private static final Duration[] STEP_BUCKETS =
            millis(0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000);
    private static final Duration[] DELAY_BUCKETS =
            millis(10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 300_000, 900_000, 3_600_000);

    private final AtomicLong trained = new AtomicLong();
    private final AtomicLong nonFinite = new AtomicLong();
    private final AtomicLong steps = new AtomicLong();
    private final AtomicLong stateBytes = new AtomicLong();
    private final Timer stepDuration;
    private final Timer endToEndDelay;
    private volatile @Nullable StepReport last;

    LearnerSeries(MeterGroup group, String model, String subtask) {
        Tags tags = Tags.of("model", model, "subtask", subtask);
        group.counter(Meters.EXAMPLES, tags.and("outcome", "trained"), trained);
        group.counter(Meters.EXAMPLES, tags.and("outcome", "non_finite"), nonFinite);
        group.counter(Meters.STEPS, tags, steps);
        group.gauge(Meters.STATE_BYTES, tags, stateBytes, AtomicLong::doubleValue);
        gauge(group, Meters.CROSS_ENTROPY, tags, StepReport::crossEntropy);
        gauge(group, Meters.KL_DIVERGENCE, tags, StepReport::klDivergence);
        gauge(group, Meters.LOSS, tags, StepReport::loss);
        gauge(group, Meters.ALPHA, tags, StepReport::alpha);
        gauge(group, Meters.LEARNING_RATE, tags, StepReport::learningRate);
        gauge(group, Meters.GRADIENT_NORM, tags, StepReport::gradientNorm);
        gauge(group, Meters.MICRO_BATCH_EXAMPLES, tags, StepReport::rows);
        scores(group, tags.and("scores", "window"), StepReport::window);
        scores(group, tags.and("scores", "cumulative"), StepReport::cumulative);
        stepDuration = group.histogram(Meters.STEP_DURATION, tags, STEP_BUCKETS);
        endToEndDelay = group.histogram(Meters.END_TO_END_DELAY, tags, DELAY_BUCKETS);
    }

    void record(StepReport report, long nowMs) {
        (report.applied() ? trained : nonFinite).addAndGet(report.rows());
        steps.incrementAndGet();
        last = report;
        stepDuration.record((long) (report.stepMs() * NANOS_PER_MS), TimeUnit.NANOSECONDS);
        // Producers' clocks may be ahead of this one; a negative delay would not be counted at all.
        endToEndDelay.record(Math.max(0, nowMs - report.position().timestampMs()), TimeUnit.MILLISECONDS);
    }

    /** Adds what a model has behind it, so that models that share the series add up. */
    void add(long trainedBefore, long stepsBefore) {
        trained.addAndGet(trainedBefore);
        steps.addAndGet(stepsBefore);
    }

    void start(long trainedBefore, long stepsBefore) {
        trained.set(trainedBefore);
        steps.set(stepsBefore);
    }

    void stateBytes(long bytes) {
        stateBytes.set(bytes);
    }

    private void scores(MeterGroup group, Tags tags, Function<StepReport, Scores> which) {
        gauge(group, Meters.PREQUENTIAL_ACCURACY, tags, report -> which.apply(report)
                .get(Score.ACCURACY));
        gauge(group, Meters.NO_CHANGE_ACCURACY, tags, report -> which.apply(report)
                .get(Score.NO_CHANGE_ACCURACY));
        gauge(group, Meters.MAJORITY_ACCURACY, tags, report -> which.apply(report)
                .get(Score.MAJORITY_ACCURACY));
        gauge(group, Meters.KAPPA, tags, report -> which.apply(report).get(Score.KAPPA));
        gauge(group, Meters.LOG_LOSS, tags, report -> which.apply(report).get(Score.LOG_LOSS));
    }

    /** A value of the last report; NaN before the first one. */
    private void gauge(MeterGroup group, Meters meter, Tags tags, ToDoubleFunction<StepReport> value) {
        group.gauge(meter, tags, this, series -> {
            StepReport report = series.last;
            return report == null ? Double.NaN : value.applyAsDouble(report);
        });
    }

    private static Duration[] millis(double... bounds) {
        Duration[] buckets = new Duration[bounds.length];
        for (int i = 0; i < bounds.length; i++) {
            buckets[i] = Duration.ofNanos((long) (bounds[i] * NANOS_PER_MS));
        }
        return buckets;
    }
}
