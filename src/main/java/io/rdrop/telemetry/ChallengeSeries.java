package io.rdrop.telemetry;

import io.micrometer.core.instrument.Tags;
import java.util.concurrent.atomic.AtomicLong;

/** The series of a model that has, or had, a challenger. */
final class ChallengeSeries {
    private final AtomicLong rows = new AtomicLong();
    private final AtomicLong promotions = new AtomicLong();
    private final AtomicLong rollbacks = new AtomicLong();
    private volatile double advantage;
    private volatile double lower;

    ChallengeSeries(MeterGroup group, String model, String subtask) {
        Tags tags = Tags.of("model", model, "subtask", subtask);
        group.gauge(Meters.CHALLENGER_ROWS, tags, rows, AtomicLong::doubleValue);
        group.gauge(Meters.CHALLENGER_ADVANTAGE, tags, this, self -> self.advantage);
        group.gauge(Meters.CHALLENGER_LOWER, tags, this, self -> self.lower);
        group.counter(Meters.CHALLENGER_PROMOTIONS, tags, promotions);
        group.counter(Meters.CHALLENGER_ROLLBACKS, tags, rollbacks);
    }

    void show(long compared, double mean, double bound, long promoted, long takenBack) {
        rows.set(compared);
        advantage = mean;
        lower = bound;
        promotions.set(promoted);
        rollbacks.set(takenBack);
    }
}
