package io.rdrop.job;

import io.rdrop.codec.LabelCodec;
import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.example.Label;
import io.rdrop.example.RawRecord;
import io.rdrop.example.Rejection;
import io.rdrop.example.RejectionReason;
import io.rdrop.late.Arrival;
import io.rdrop.telemetry.LabelMeters;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/** Bytes to labels; what is none goes to the dead letters. */
final class LabelFunction extends ProcessFunction<RawRecord, Arrival> {
    private static final long serialVersionUID = 1L;

    private final String configYaml;
    private transient @Nullable LabelCodec codec;
    private transient @Nullable LabelMeters meters;

    LabelFunction(JobConfig config) {
        configYaml = JobConfigs.print(config); // it needs no secrets: they stay at home
    }

    @Override
    public void open(OpenContext context) {
        JobConfig config = JobConfigs.parse(configYaml, "the job's configuration", List.of());
        codec = new LabelCodec(config);
        JobConfig resolved = JobConfigs.resolved(config);
        meters = TaskMetrics.of(resolved.metrics(), getRuntimeContext())
                .labelMeters(resolved.name(), TaskMetrics.subtask(getRuntimeContext()));
        meters.countsRejected();
    }

    @Override
    public void processElement(RawRecord record, Context context, Collector<Arrival> out) {
        if (codec == null || meters == null) {
            throw new IllegalStateException("open() was not called");
        }
        try {
            Label label = codec.read(record);
            out.collect(Arrival.of(label, context.timestamp()));
        } catch (ConfigException e) {
            meters.rejected();
            context.output(
                    Decoding.REJECTED,
                    new Rejection(record, RejectionReason.BAD_LABEL, String.valueOf(e.getMessage())));
        }
    }

    @Override
    public void close() {
        if (meters != null) {
            meters.close();
        }
    }
}
