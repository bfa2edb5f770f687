package io.rdrop.job;

import io.rdrop.config.JobConfig;
import io.rdrop.example.RawRecord;
import io.rdrop.late.Arrival;
import io.rdrop.late.Served;
import io.rdrop.late.ServedJson;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/** Bytes to predictions; what was answered by no version is left out. */
final class ServedFunction extends ProcessFunction<RawRecord, Arrival> {
    private static final long serialVersionUID = 1L;

    private final List<String> classes;
    private transient @Nullable ServedJson json;

    ServedFunction(JobConfig config) {
        classes = config.label().classes();
    }

    @Override
    public void open(OpenContext context) {
        json = new ServedJson(classes);
    }

    @Override
    public void processElement(RawRecord record, Context context, Collector<Arrival> out) {
        if (json == null) {
            throw new IllegalStateException("open() was not called");
        }
        @Nullable Served served = json.read(record);
        if (served != null) {
            out.collect(Arrival.of(served, context.timestamp()));
        }
    }
}
