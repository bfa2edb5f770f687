package io.rdrop.telemetry;

import io.micrometer.core.instrument.Tags;
import java.util.concurrent.atomic.AtomicLong;

/** The series of a model that was asked something. */
final class SteeredSeries {
    private final AtomicLong epoch = new AtomicLong();
    private final AtomicLong paused = new AtomicLong();
    private final AtomicLong waiting = new AtomicLong();
    private final AtomicLong passedOver = new AtomicLong();

    SteeredSeries(MeterGroup group, String model, String subtask) {
        Tags tags = Tags.of("model", model, "subtask", subtask);
        group.gauge(Meters.CONTROL_EPOCH, tags, epoch, AtomicLong::doubleValue);
        group.gauge(Meters.CONTROL_PAUSED, tags, paused, AtomicLong::doubleValue);
        group.gauge(Meters.CONTROL_WAITING, tags, waiting, AtomicLong::doubleValue);
        group.counter(Meters.CONTROL_PASSED_OVER, tags, passedOver);
    }

    void show(long epochNow, boolean isPaused, long waitingNow, long passedOverSoFar) {
        epoch.set(epochNow);
        paused.set(isPaused ? 1 : 0);
        waiting.set(waitingNow);
        passedOver.set(passedOverSoFar);
    }
}
