package io.rdrop.telemetry;

import java.util.List;
import java.util.stream.Stream;

/** What a series is to Prometheus. It is a model's in a subtask, unless it says otherwise. */
record MeterShape(Meters.Type type, String series, String unit, List<String> labels) {
    private static final List<String> OF_MODEL = List.of("job_name", "model", "subtask");

    static MeterShape counter(String series, String unit) {
        return new MeterShape(Meters.Type.COUNTER, series, unit, OF_MODEL);
    }

    static MeterShape gauge(String series, String unit) {
        return new MeterShape(Meters.Type.GAUGE, series, unit, OF_MODEL);
    }

    static MeterShape histogram(String series, String unit) {
        return new MeterShape(Meters.Type.HISTOGRAM, series, unit, OF_MODEL);
    }

    /** With further labels. */
    MeterShape with(String... more) {
        return of(OF_MODEL, more);
    }

    /** Of a subtask instead of a model, with further labels. */
    MeterShape ofSubtask(String... more) {
        return of(List.of("job_name", "subtask"), more);
    }

    /** Of one who serves predictions, with further labels. */
    MeterShape ofServer(String... more) {
        return of(List.of("job_name"), more);
    }

    private MeterShape of(List<String> first, String... more) {
        return new MeterShape(
                type,
                series,
                unit,
                Stream.concat(first.stream(), Stream.of(more)).toList());
    }
}
