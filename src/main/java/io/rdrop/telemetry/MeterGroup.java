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
    private static final String INFO = "_info";

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
        owners.register(this, id(meter, tags, Meter.Type.GAUGE), () -> Gauge.builder(name(meter), state, value)
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

    /** Only under a name with a dot does Micrometer show an `_info` for what it is; it takes the suffix off other gauges. */
    private static String name(Meters meter) {
        String series = meter.series();
        return series.endsWith(INFO) ? series.substring(0, series.length() - INFO.length()) + ".info" : series;
    }

    private synchronized Meter.Id id(Meters meter, Tags tags, Meter.Type type) {
        Meter.Id id = new Meter.Id(name(meter), tags, null, meter.meaning(), type);
        ids.add(id);
        return id;
    }
}
