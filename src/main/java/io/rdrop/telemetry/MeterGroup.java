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
import java.util.concurrent.atomic.DoubleAdder;
import java.util.function.ToDoubleFunction;

/** Meters of one job that come and go together. Their owner keeps the counts alive: they are only looked at, weakly. */
final class MeterGroup implements AutoCloseable {
    private static final String INFO = "_info";

    private final MeterOwners owners;
    private final Tags job;
    private final List<Meter.Id> ids = new ArrayList<>();
    private final List<MeterGroup> parts = new ArrayList<>();

    MeterGroup(String job, MeterOwners owners) {
        this(owners, Tags.of("job_name", job));
    }

    private MeterGroup(MeterOwners owners, Tags job) {
        this.owners = owners;
        this.job = job;
    }

    /** Meters of the same job that can go before the others, and go with them. */
    synchronized MeterGroup within() {
        MeterGroup group = new MeterGroup(owners, job);
        parts.add(group);
        return group;
    }

    void counter(Meters meter, Tags tags, AtomicLong count) {
        counter(meter, tags, count, AtomicLong::doubleValue);
    }

    void counter(Meters meter, Tags tags, DoubleAdder sum) {
        counter(meter, tags, sum, DoubleAdder::sum);
    }

    <T> void counter(Meters meter, Tags labels, T count, ToDoubleFunction<T> value) {
        Tags tags = job.and(labels);
        owners.register(
                this, id(meter, tags, Meter.Type.COUNTER), () -> FunctionCounter.builder(meter.series(), count, value)
                        .tags(tags)
                        .description(meter.meaning())
                        .register(owners.registry()));
    }

    <T> void gauge(Meters meter, Tags labels, T state, ToDoubleFunction<T> value) {
        Tags tags = job.and(labels);
        owners.register(this, id(meter, tags, Meter.Type.GAUGE), () -> Gauge.builder(name(meter), state, value)
                .strongReference(true)
                .tags(tags)
                .description(meter.meaning())
                .register(owners.registry()));
    }

    Timer histogram(Meters meter, Tags labels, Duration... buckets) {
        Tags tags = job.and(labels);
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
        parts.forEach(MeterGroup::close);
        parts.clear();
    }

    /** Only under a name with a dot does Micrometer show an `_info`; it takes the suffix off other gauges. */
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
