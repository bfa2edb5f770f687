package io.rdrop.job;

import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.engine.Device;
import io.rdrop.example.Example;
import io.rdrop.example.Rejection;
import io.rdrop.example.RejectionReason;
import io.rdrop.example.StepReport;
import io.rdrop.job.wire.BinaryTypeInfo;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.registry.SnapshotContent;
import io.rdrop.session.ModelSession;
import io.rdrop.state.StateParts;
import io.rdrop.task.Task;
import io.rdrop.telemetry.LearnerMeters;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Keyed by model: examples in, step reports out, snapshots on the side. The models live in memory; at each checkpoint those
 * that changed are written into keyed state. Snapshots leave before the checkpoint's barrier, so that they belong to it.
 */
final class LearnOperator extends AbstractStreamOperator<StepReport>
        implements OneInputStreamOperator<Example, StepReport>, Triggerable<String, VoidNamespace> {
    private static final long serialVersionUID = 1L;

    static final OutputTag<SnapshotContent> SNAPSHOTS =
            new OutputTag<>("snapshots", new BinaryTypeInfo<>(new SnapshotContentFormat()));

    /** Records whose update was not applied, or whose model there was no room for. */
    static final OutputTag<Rejection> LEFT_OUT = DecodeFunction.REJECTED;

    private final String configYaml;
    private final OriginalRecords originals;
    private final int chunkBytes;
    private transient @Nullable Running running;
    private transient @Nullable ScheduledFuture<?> turn;
    private transient boolean finished;

    LearnOperator(JobConfig config, OriginalRecords originals) {
        this(config, originals, StateParts.CHUNK_BYTES);
    }

    LearnOperator(JobConfig config, OriginalRecords originals, int chunkBytes) {
        configYaml = JobConfigs.print(config); // it needs no secrets: they stay at home
        this.originals = originals;
        this.chunkBytes = chunkBytes;
    }

    /** What lives from open to close. */
    private record Running(
            JobConfig config,
            ModelRegistry registry,
            LearnerMeters meters,
            TrainingStates states,
            LeftOutRecords leftOut,
            Admission admission,
            SnapshotTurns turns,
            InternalTimerService<VoidNamespace> timers,
            Map<String, ModelSession> sessions) {}

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        CheckpointPlace.requireLasting(getContainingTask().getEnvironment());
        JobConfig config = JobConfigs.parse(configYaml, "the job's configuration", List.of());
        Device device = TaskDevice.take(config.device(), getRuntimeContext());
        JobConfig resolved = JobConfigs.resolved(config);
        LearnerMeters meters = TaskMetrics.of(resolved.metrics(), getRuntimeContext())
                .learnerMeters(
                        resolved.name(),
                        TaskMetrics.subtask(getRuntimeContext()),
                        Task.of(config).terms());
        meters.trainsOn(device.label(), device.kind().label());
        meters.showConfigured(
                config.evaluation().window(),
                config.checkpoint().interval(),
                config.registry().interval());
        LeftOutRecords leftOut = new LeftOutRecords(originals.open());
        running = new Running(
                config,
                new ModelRegistry(FlinkRegistryStorage.of(resolved.registry().directory()), Clock.systemUTC()),
                meters,
                new TrainingStates(context.getKeyedStateStore(), chunkBytes),
                leftOut,
                Admission.of(
                        config,
                        getContainingTask().getEnvironment().getTaskManagerInfo(),
                        leftOut,
                        meters,
                        context.getOperatorStateStore()),
                new SnapshotTurns(config.checkpoint().interval()),
                getInternalTimerService("max-wait", VoidNamespaceSerializer.INSTANCE, this),
                new TreeMap<>());
    }

    @Override
    public void open() throws Exception {
        super.open();
        Running now = running();
        for (String model : TrainingStates.models(this.<String>getKeyedStateBackend())) {
            setCurrentKey(model);
            ModelSession session = session(model, now);
            now.meters().restore(model, session.trained(), session.leftOut(), session.replayed(), session.step());
            waitFor(session, now);
        }
    }

    @Override
    public void processElement(StreamRecord<Example> element) throws Exception {
        Running now = running();
        Example example = element.getValue();
        now.leftOut().giveReady(this::reject);
        ModelSession known = now.sessions().get(example.model());
        if (!now.admission().admits(example, known, now.sessions().size())) {
            return;
        }
        ModelSession session = known == null ? session(example.model(), now) : known;
        StepReport report = session.add(example, nowMs());
        now.admission().measure(session);
        if (report == null) {
            waitFor(session, now);
        } else {
            emit(session, report, now);
        }
    }

    @Override
    public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
        Running now = running();
        ModelSession session = session(timer.getKey(), now);
        emit(session, session.closeIfDue(nowMs()), now);
        now.admission().measure(session);
    }

    @Override
    public void onEventTime(InternalTimer<String, VoidNamespace> timer) {
        throw new IllegalStateException("no event-time timer is ever registered");
    }

    /** The input has ended: what waits for a fuller micro-batch is trained on, and every model leaves a last snapshot. */
    @Override
    public void finish() throws Exception {
        Running now = running();
        for (ModelSession session : now.sessions().values()) {
            emit(session, session.flush(), now);
            if (session.hasUnsavedSteps()) {
                emitSnapshot(session);
            }
        }
        now.leftOut().giveAll(this::reject);
        finished = true;
        super.finish();
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        super.prepareSnapshotPreBarrier(checkpointId);
        if (finished) {
            return;
        }
        Running now = running();
        List<String> due = new ArrayList<>();
        now.sessions().forEach((model, session) -> {
            if (session.snapshotDue(nowMs())) {
                due.add(model);
            }
        });
        for (String model : now.turns().start(due)) {
            emitSnapshot(session(model, now));
        }
        awaitTurn(now);
        now.leftOut().giveAll(this::reject);
    }

    private void awaitTurn(Running now) {
        if (turn != null) {
            turn.cancel(false);
        }
        if (now.turns().areLeft()) {
            turn = getProcessingTimeService()
                    .registerTimer(nowMs() + now.turns().gapMs(), timestamp -> takeTurn());
        }
    }

    /** One of many snapshots, between two checkpoints: it belongs to the later one. */
    private void takeTurn() throws IOException {
        if (running != null && !finished && running.turns().areLeft()) {
            ModelSession session = session(running.turns().next(), running);
            if (session.snapshotDue(nowMs())) {
                emitSnapshot(session);
            }
            awaitTurn(running);
        }
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        Running now = running();
        for (ModelSession session : now.sessions().values()) {
            if (session.isDirty()) {
                setCurrentKey(session.model());
                long bytes = now.states().save(session);
                now.meters().state(session.model(), bytes, session.dictionaryBytes(), session.turnedAway());
            }
        }
        now.admission().save();
    }

    @Override
    public void close() throws Exception {
        if (running != null) {
            running.sessions().values().forEach(ModelSession::close);
            running.leftOut().close();
            running.meters().close();
            running = null;
        }
        super.close();
    }

    private ModelSession session(String model, Running now) throws IOException {
        ModelSession session = now.sessions().get(model);
        if (session == null) {
            try {
                session = now.states().session(model, now.config(), nextVersion(model, now), nowMs());
            } catch (ConfigException e) {
                throw new SuppressRestartsException(e); // a restart would not bring another configuration
            }
            now.sessions().put(model, session);
            now.admission().measure(session);
        }
        return session;
    }

    /** After the newest version, not the latest: the latest may have been rolled back. */
    private static long nextVersion(String model, Running now) throws IOException {
        return 1
                + now.registry().versions(model).stream()
                        .mapToLong(Long::longValue)
                        .max()
                        .orElse(0);
    }

    private void waitFor(ModelSession session, Running now) {
        if (session.deadlineMs() != Long.MAX_VALUE) {
            now.timers().registerProcessingTimeTimer(VoidNamespace.INSTANCE, session.deadlineMs());
        }
    }

    private void emit(ModelSession session, @Nullable StepReport report, Running now) {
        if (report == null) {
            return;
        }
        now.meters().record(report);
        output.collect(new StreamRecord<>(report));
        if (!report.applied()) {
            leaveOut(session.latest(), report, now);
        }
    }

    private void leaveOut(List<Example> examples, StepReport report, Running now) {
        String detail = "loss or gradient of step " + report.step() + " of model " + report.model()
                + " was not finite; " + report.rows() + " records were in its micro-batch";
        LOG.warn("{}: it was not applied, and they go to the dead letters", detail);
        for (Example example : examples) {
            now.leftOut().note(example.position(), RejectionReason.NON_FINITE_UPDATE, detail);
        }
    }

    private void reject(Rejection rejection) {
        output.collect(LEFT_OUT, new StreamRecord<>(rejection));
    }

    private void emitSnapshot(ModelSession session) throws IOException {
        output.collect(SNAPSHOTS, new StreamRecord<>(session.snapshot(nowMs())));
    }

    private long nowMs() {
        return getProcessingTimeService().getCurrentProcessingTime();
    }

    private Running running() {
        if (running == null) {
            throw new IllegalStateException("initializeState() was not called");
        }
        return running;
    }
}
