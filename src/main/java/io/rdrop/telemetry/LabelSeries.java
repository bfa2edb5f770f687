package io.rdrop.telemetry;

import io.micrometer.core.instrument.Tags;
import io.rdrop.late.LateModel;
import io.rdrop.late.ServedScore;
import io.rdrop.late.Tally;
import io.rdrop.late.Tally.Count;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The series of a model whose labels come apart from its events. */
final class LabelSeries {
    private static final double MS_PER_S = 1_000;

    private final Map<Count, AtomicLong> counts = new EnumMap<>(Count.class);
    private final AtomicLong matchedLabels = new AtomicLong();
    private final AtomicLong waiting = new AtomicLong();
    private final AtomicLong ahead = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong oldestMs = new AtomicLong();
    private final AtomicLong answers = new AtomicLong();
    private final MeterGroup group;
    private final Tags tags;
    private volatile ServedScore newest = new ServedScore(0, true, 0, 0, 0, 0);
    private boolean served;

    LabelSeries(MeterGroup group, String model, String subtask) {
        this.group = group;
        tags = Tags.of("model", model, "subtask", subtask);
        count(Meters.LATE_EVENTS, Count.MATCHED, "matched");
        count(Meters.LATE_EVENTS, Count.TIMED_OUT, "timed_out");
        count(Meters.LATE_EVENTS, Count.CORRECTED, "corrected");
        count(Meters.LATE_EVENTS, Count.NO_ROOM, "no_room");
        count(Meters.LATE_EVENTS, Count.DUPLICATE_EVENTS, "duplicate");
        group.counter(Meters.LATE_LABELS, tags.and("outcome", "matched"), matchedLabels);
        count(Meters.LATE_LABELS, Count.DUPLICATE_LABELS, "duplicate");
        count(Meters.LATE_LABELS, Count.CORRECTED, "corrected");
        count(Meters.LATE_LABELS, Count.CONFIRMED, "confirmed");
        count(Meters.LATE_LABELS, Count.LABELS_WITHOUT_EVENTS, "without_event");
        group.counter(Meters.LATE_OUT_OF_TIME, tags, counter(Count.OUT_OF_TIME));
        group.gauge(Meters.LATE_WAITING, tags, waiting, AtomicLong::doubleValue);
        group.gauge(Meters.LATE_AHEAD, tags, ahead, AtomicLong::doubleValue);
        group.gauge(Meters.LATE_BYTES, tags, bytes, AtomicLong::doubleValue);
        group.gauge(Meters.LATE_OLDEST, tags, oldestMs, ms -> ms.doubleValue() / MS_PER_S);
    }

    private void count(Meters meter, Count count, String outcome) {
        group.counter(meter, tags.and("outcome", outcome), counter(count));
    }

    private AtomicLong counter(Count count) {
        return counts.computeIfAbsent(count, absent -> new AtomicLong());
    }

    void show(LateModel model) {
        Tally tally = model.join().tally();
        counts.forEach((count, shown) -> shown.set(tally.of(count)));
        matchedLabels.set(tally.of(Count.MATCHED));
        waiting.set(model.join().waitingEvents());
        ahead.set(model.ahead());
        bytes.set(model.join().heldBytes());
        oldestMs.set(model.join().oldestWaitMs());
        @Nullable ServedScore score = model.join().scores().newest();
        if (score != null) {
            newest = score;
            answers.set(model.join().scores().answers());
            showServed();
        }
    }

    private void showServed() {
        if (!served) {
            served = true;
            group.counter(Meters.ANSWERS, tags, answers);
            group.gauge(Meters.ANSWERS_VERSION, tags, this, self -> self.newest.version());
            group.gauge(Meters.ANSWERS_ACCURACY, tags, this, self -> self.newest.accuracy());
            group.gauge(Meters.ANSWERS_LOG_LOSS, tags, this, self -> self.newest.meanLogLoss());
            group.gauge(Meters.ANSWERS_RMSE, tags, this, self -> self.newest.rootMeanSquaredError());
        }
    }
}
