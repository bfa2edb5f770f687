package io.rdrop.job;

import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.config.Unmatched;
import io.rdrop.example.Example;
import io.rdrop.example.Rejection;
import io.rdrop.example.RejectionReason;
import io.rdrop.example.SourcePosition;
import io.rdrop.late.Arrival;
import io.rdrop.late.Fates;
import io.rdrop.late.LateModel;
import io.rdrop.state.StateParts;
import io.rdrop.telemetry.LabelMeters;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.jspecify.annotations.Nullable;

/**
 * Keyed by model: events and labels in, examples out, in the order of their labels. Each arrival is held until both
 * inputs have come to its time; so how the topics' records interleave, before a failure and after it, has no effect.
 * What waits lives in memory, and is written into keyed state at each checkpoint.
 */
final class JoinLabelsOperator extends AbstractStreamOperator<Example>
        implements TwoInputStreamOperator<Example, Arrival, Example> {
    private static final long serialVersionUID = 1L;

    private static final MapStateDescriptor<String, byte[]> PARTS = new MapStateDescriptor<>(
            "late-labels", Types.STRING, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);

    private final String configYaml;
    private final OriginalRecords originals;
    private transient @Nullable Running running;
    private transient long reachedMs = Long.MIN_VALUE;

    JoinLabelsOperator(JobConfig config, OriginalRecords originals) {
        configYaml = JobConfigs.print(config); // it needs no secrets: they stay at home
        this.originals = originals;
    }

    /** What lives from open to close. */
    private record Running(
            JobConfig config,
            MapState<String, byte[]> state,
            LeftOutRecords leftOut,
            LabelMeters meters,
            Fates fates,
            Map<String, LateModel> models) {
        StateParts parts() {
            return new StateParts(new KeyedChunks(state), StateParts.CHUNK_BYTES);
        }
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        reachedMs = Long.MIN_VALUE;
        JobConfig config = JobConfigs.parse(configYaml, "the job's configuration", List.of());
        JobConfig resolved = JobConfigs.resolved(config);
        LeftOutRecords leftOut = new LeftOutRecords(originals.open());
        running = new Running(
                config,
                context.getKeyedStateStore().getMapState(PARTS),
                leftOut,
                TaskMetrics.of(resolved.metrics(), getRuntimeContext())
                        .labelMeters(resolved.name(), TaskMetrics.subtask(getRuntimeContext())),
                fates(config, leftOut),
                new TreeMap<>());
    }

    private Fates fates(JobConfig config, LeftOutRecords leftOut) {
        boolean tells = config.labels().unmatched() == Unmatched.DEAD_LETTER;
        return new Fates() {
            @Override
            public void learn(Example example, @Nullable SourcePosition label) {
                output.collect(new StreamRecord<>(example));
            }

            @Override
            public void unmatched(SourcePosition position, RejectionReason reason, String detail) {
                if (tells) {
                    leftOut.note(position, reason, detail);
                }
            }
        };
    }

    @Override
    public void open() throws Exception {
        super.open();
        Running now = running();
        try (Stream<String> keys =
                this.<String>getKeyedStateBackend().getKeys(PARTS.getName(), VoidNamespace.INSTANCE)) {
            keys.forEach(model -> now.models().put(model, new LateModel(model, now.config())));
        }
        for (LateModel model : now.models().values()) {
            setCurrentKey(model.model());
            model.restore(now.parts());
            now.meters().show(model);
        }
    }

    @Override
    public void processElement1(StreamRecord<Example> event) throws Exception {
        arrived(Arrival.of(event.getValue(), event.getTimestamp()));
    }

    @Override
    public void processElement2(StreamRecord<Arrival> label) throws Exception {
        arrived(label.getValue());
    }

    private void arrived(Arrival arrival) throws Exception {
        Running now = running();
        LateModel model = now.models().computeIfAbsent(arrival.model(), absent -> new LateModel(absent, now.config()));
        model.add(arrival);
        if (arrival.timeMs() <= reachedMs) {
            advance(model, reachedMs, now); // its partition was no longer waited for
        }
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        advance(mark.getTimestamp());
    }

    /** Nobody brings anything: nothing that is held is waited for any more. */
    @Override
    protected void processWatermarkStatus(WatermarkStatus status, int input) throws Exception {
        super.processWatermarkStatus(status, input);
        if (combinedWatermark.isIdle()) {
            advance(running().models().values().stream()
                    .mapToLong(LateModel::lastAheadMs)
                    .max()
                    .orElse(Long.MIN_VALUE));
        }
    }

    private void advance(long timeMs) throws Exception {
        if (timeMs > reachedMs) {
            reachedMs = timeMs;
            Running now = running();
            for (LateModel model : now.models().values()) {
                advance(model, timeMs, now);
            }
        }
    }

    private void advance(LateModel model, long timeMs, Running now) throws Exception {
        model.advance(timeMs, now.fates());
        now.meters().show(model);
        now.leftOut().giveReady(this::reject);
    }

    private void reject(Rejection rejection) {
        output.collect(Decoding.REJECTED, new StreamRecord<>(rejection));
    }

    @Override
    public void finish() throws Exception {
        running().leftOut().giveAll(this::reject);
        super.finish();
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        super.prepareSnapshotPreBarrier(checkpointId);
        running().leftOut().giveAll(this::reject);
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        Running now = running();
        for (LateModel model : now.models().values()) {
            if (model.isDirty()) {
                setCurrentKey(model.model());
                model.save(now.parts());
            }
        }
    }

    @Override
    public void close() throws Exception {
        if (running != null) {
            running.leftOut().close();
            running.meters().close();
            running = null;
        }
        super.close();
    }

    private Running running() {
        if (running == null) {
            throw new IllegalStateException("initializeState() was not called");
        }
        return running;
    }
}
