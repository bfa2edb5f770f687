package io.rdrop.job;

import io.rdrop.codec.ExampleCodec;
import io.rdrop.codec.ExampleCodecs;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.example.Decoded;
import io.rdrop.example.Example;
import io.rdrop.example.RawRecord;
import io.rdrop.example.Rejection;
import io.rdrop.job.wire.BinaryTypeInfo;
import io.rdrop.job.wire.RejectionFormat;
import io.rdrop.task.Task;
import io.rdrop.telemetry.DecodeMeters;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/** Bytes to examples; what is none goes to the side output {@link #REJECTED}. Its counters are state. */
abstract class Decoding<I, O> extends ProcessFunction<I, O> implements CheckpointedFunction {
    private static final long serialVersionUID = 1L;

    static final OutputTag<Rejection> REJECTED =
            new OutputTag<>("rejected", new BinaryTypeInfo<>(Rejection.class, new RejectionFormat()));

    private final String configYaml;
    private final boolean labelled;
    private transient @Nullable ExampleCodec codec;
    private transient @Nullable DecodeMeters meters;
    private transient @Nullable ListState<Map<String, Long>> countsState;
    private transient Map<String, Long> restoredCounts = new HashMap<>();

    /** @param labelled of examples; else of records to predict */
    Decoding(JobConfig config, boolean labelled) {
        configYaml = JobConfigs.print(config); // it needs no secrets: they stay at home
        this.labelled = labelled;
    }

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
        countsState = context.getOperatorStateStore()
                .getListState(new ListStateDescriptor<>("counts", Types.MAP(Types.STRING, Types.LONG)));
        restoredCounts = new HashMap<>();
        for (Map<String, Long> counts : countsState.get()) {
            counts.forEach((name, count) -> restoredCounts.merge(name, count, Long::sum));
        }
    }

    @Override
    public void open(OpenContext context) {
        JobConfig config = JobConfigs.parse(configYaml, "the job's configuration", List.of());
        codec = labelled ? Task.of(config).codec() : ExampleCodecs.unlabelled(config);
        JobConfig resolved = JobConfigs.resolved(config);
        meters = TaskMetrics.of(resolved.metrics(), getRuntimeContext())
                .decodeMeters(
                        labelled ? resolved.name() : ScoringJob.name(resolved),
                        TaskMetrics.subtask(getRuntimeContext()));
        meters.restore(restoredCounts);
    }

    /** Null if it is none, which was told on the side then. */
    final @Nullable Example decode(RawRecord record, Context context) {
        if (codec == null || meters == null) {
            throw new IllegalStateException("open() was not called");
        }
        Decoded decoded = codec.decode(record);
        if (decoded instanceof Example example) {
            meters.accepted();
            return example;
        }
        if (decoded instanceof Rejection rejection) {
            meters.rejected(rejection.reason());
            context.output(REJECTED, rejection);
        }
        return null;
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
        if (countsState != null && meters != null) {
            countsState.update(List.of(meters.counts()));
        }
    }

    @Override
    public void close() {
        if (meters != null) {
            meters.close();
        }
    }
}
