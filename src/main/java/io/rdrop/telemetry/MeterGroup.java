package io.rdrop.telemetry;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;

/** Meters that come and go together. Its owner keeps their counts alive: a counter here only looks at them, weakly. */
final class MeterGroup implements AutoCloseable {
    private final MeterOwners owners;
    private final List<Meter.Id> ids = new ArrayList<>();

    MeterGroup(MeterOwners owners) {
        this.owners = owners;
    }

    void counter(Meters meter, Tags tags, AtomicLong count) {
        owners.register(this, id(meter, tags, Meter.Type.COUNTER), () -> FunctionCounter.builder(
                        meter.series(), count, AtomicLong::doubleValue)
                .tags(tags)
                .description(meter.meaning())
                .register(owners.registry()));
    }

    <T> void gauge(Meters meter, Tags tags, T state, ToDoubleFunction<T> value) {
        owners.register(this, id(meter, tags, Meter.Type.GAUGE), () -> Gauge.builder(meter.series(), state, value)
                .strongReference(true)
                .tags(tags)
                .description(meter.meaning())
                .register(owners.registry()));
    }

    Timer histogram(Meters meter, Tags tags, Duration... buckets) {
        return owners.register(this, id(meter, tags, Meter.Type.TIMER), () -> Timer.builder(meter.series())
                .serviceLevelObjectives(buckets)
                .tags(tags)
                .description(meter.meaning())
                .register(owners.registry()));
    }

    /** Removes the meters of the group; meters that another group has taken over stay. */
    @Override
    public synchronized void close() {
        owners.remove(this, ids);
        ids.clear();
    }

    private synchronized Meter.Id id(Meters meter, Tags tags, Meter.Type type) {
        Meter.Id id = new Meter.Id(meter.series(), tags, null, meter.meaning(), type);
        ids.add(id);
        return id;
    }
}
