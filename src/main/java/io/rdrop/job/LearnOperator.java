package io.rdrop.job;

import io.rdrop.challenge.ChallengerKey;
import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.engine.Device;
import io.rdrop.example.Command;
import io.rdrop.example.Example;
import io.rdrop.example.Rejection;
import io.rdrop.example.RejectionReason;
import io.rdrop.example.StepReport;
import io.rdrop.job.wire.BinaryTypeInfo;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.registry.RegistryStorage;
import io.rdrop.registry.SnapshotContent;
import io.rdrop.session.ModelSession;
import io.rdrop.state.StateParts;
import io.rdrop.task.Task;
import io.rdrop.telemetry.LearnerMeters;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Predicate;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
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
 * Keyed by model: examples in, step reports out, snapshots on the side. The models live in memory; at each checkpoint
 * those that changed are written into keyed state. Snapshots leave before the checkpoint's barrier, so that they belong
 * to it. {@link SteeredLearnOperator} takes commands, too.
 */
class LearnOperator extends AbstractStreamOperator<StepReport>
        implements OneInputStreamOperator<Example, StepReport>, Triggerable<String, VoidNamespace> {
    private static final long serialVersionUID = 1L;

    static final OutputTag<SnapshotContent> SNAPSHOTS =
            new OutputTag<>("snapshots", new BinaryTypeInfo<>(SnapshotContent.class, new SnapshotContentFormat()));

    /** Records whose update was not applied, or whose model there was no room for. */
    static final OutputTag<Rejection> LEFT_OUT = Decoding.REJECTED;

    private static final ListStateDescriptor<String> WRITER =
            new ListStateDescriptor<>("registry-writer", Types.STRING);

    private final String configYaml;
    private final OriginalRecords originals;
    private final SnapshotRequest request;
    private final int chunkBytes;
    /** Until there is a state that says it: then a job goes on as the same writer wherever it is started from. */
    private final String firstWriter = UUID.randomUUID().toString();

    private transient @Nullable Running running;
    private transient @Nullable ScheduledFuture<?> turn;
    private transient boolean finished;

    LearnOperator(JobConfig config, OriginalRecords originals, SnapshotRequest request) {
        this(config, originals, request, StateParts.CHUNK_BYTES);
    }

    LearnOperator(JobConfig config, OriginalRecords originals, SnapshotRequest request, int chunkBytes) {
        configYaml = JobConfigs.print(config); // it needs no secrets: they stay at home
        this.originals = originals;
        this.request = request;
        this.chunkBytes = chunkBytes;
    }

    /** What lives from open to close. */
    private record Running(
            JobConfig config,
            ModelRegistry registry,
            SoleWriter writer,
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
        Device device = TaskDevice.take(config.device(), config.model().engine(), getRuntimeContext());
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
        RegistryStorage registry = FlinkRegistryStorage.of(resolved.registry().directory());
        TrainingStates states = new TrainingStates(context.getKeyedStateStore(), chunkBytes);
        LeftOutRecords leftOut = new LeftOutRecords(originals.open());
        Admission admission = Admission.of(
                config,
                getContainingTask().getEnvironment().getTaskManagerInfo(),
                leftOut,
                meters,
                context.getOperatorStateStore());
        // At last: whatever fails before leaves no lease behind.
        SoleWriter writer = SoleWriter.start(
                context.getOperatorStateStore().getUnionListState(WRITER),
                firstWriter,
                getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0,
                registry,
                resolved.name());
        running = new Running(
                config,
                new ModelRegistry(registry, Clock.systemUTC()),
                writer,
                meters,
                states,
                leftOut,
                admission,
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
            now.meters()
                    .restore(
                            model,
                            session.trained(),
                            session.leftOut(),
                            session.replayed(),
                            session.step(),
                            session.divergences());
            now.meters().restoreOutliers(model, session.outliers());
            shows(session, now.meters());
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
        ModelSession session = known;
        if (session == null) {
            session = session(example.model(), now);
            begins(session);
        }
        StepReport report = session.add(example, nowMs());
        if (report != null) {
            emit(report, session.latest());
        }
        changed(session);
    }

    /** A model has come into being; nothing was learned yet. */
    void begins(ModelSession session) throws Exception {
        // nothing was asked of all models
    }

    /** Shows what a model was asked. */
    void shows(ModelSession session, LearnerMeters meters) {
        // nobody can ask
    }

    /** To be called after each change of a model that is the current key. */
    final void changed(ModelSession session) {
        Running now = running();
        now.admission().measure(session);
        shows(session, now.meters());
        waitFor(session, now);
    }

    /** A challenger begins beside the model that is the current key. */
    final void challenge(ModelSession session, Command command) throws IOException {
        Running now = running();
        session.challengedBy(
                command.settings().isEmpty()
                        ? null
                        : ModelSession.challenger(
                                now.config(), command, nextVersion(ChallengerKey.of(session.model()), now)));
    }

    /** The model of this subtask; null if there is none. */
    final @Nullable ModelSession known(String model) {
        return running().sessions().get(model);
    }

    /** All models of this subtask. */
    final List<ModelSession> sessions() {
        return List.copyOf(running().sessions().values());
    }

    final ModelRegistry registry() {
        return running().registry();
    }

    final LearnerMeters meters() {
        return running().meters();
    }

    /** Emits a version of each of these models, which must have learned since their last. */
    final void emitSnapshots(List<String> models) throws IOException {
        emitSnapshots(models, running());
    }

    @Override
    public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
        Running now = running();
        ModelSession session = session(timer.getKey(), now);
        StepReport report = session.closeIfDue(nowMs());
        if (report != null) {
            emit(report, session.latest());
        }
        changed(session);
    }

    @Override
    public void onEventTime(InternalTimer<String, VoidNamespace> timer) {
        throw new IllegalStateException("no event-time timer is ever registered");
    }

    /** The input has ended: what waits for a fuller micro-batch is trained on; every model leaves a last snapshot. */
    @Override
    public void finish() throws Exception {
        Running now = running();
        for (ModelSession session : now.sessions().values()) {
            StepReport report = session.flush();
            if (report != null) {
                emit(report, session.latest());
            }
        }
        emitSnapshots(models(now, ModelSession::hasUnsavedSteps), now);
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
        boolean asked = request.isAsked();
        List<String> due = models(now, session -> session.snapshotDue(nowMs()) || (asked && session.hasUnsavedSteps()));
        emitSnapshots(asked ? due : now.turns().start(due), now);
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
            String model = running.turns().next();
            if (session(model, running).snapshotDue(nowMs())) {
                emitSnapshots(List.of(model), running);
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
        now.writer().save();
    }

    @Override
    public void close() throws Exception {
        if (running != null) {
            running.sessions().values().forEach(ModelSession::close);
            running.leftOut().close();
            running.meters().close();
            running.writer().close();
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
            if (now.config().challenger().isWanted()) {
                now.states().challenge(session, now.config(), nextVersion(ChallengerKey.of(model), now), nowMs());
            }
            now.admission().measure(session);
        }
        return session;
    }

    /** After the newest version, not the latest: the latest may have been rolled back. */
    private static long nextVersion(String model, Running now) throws IOException {
        return 1 + now.registry().newest(model).orElse(0L);
    }

    private void waitFor(ModelSession session, Running now) {
        if (session.deadlineMs() != Long.MAX_VALUE) {
            now.timers().registerProcessingTimeTimer(VoidNamespace.INSTANCE, session.deadlineMs());
        }
    }

    /** @param examples of the micro-batch */
    final void emit(StepReport report, List<Example> examples) {
        Running now = running();
        now.meters().record(report);
        output.collect(new StreamRecord<>(report));
        stepped(Objects.requireNonNull(now.sessions().get(report.model()), "session"));
        if (report.divergences() > 0) {
            LOG.warn(
                    "model {} diverged after {} examples and was taken back to its last good state; its learning rate is {} now",
                    report.model(),
                    report.trained(),
                    report.learningRate());
        }
        if (report.drift() != null) {
            report.drift()
                    .marks()
                    .forEach(mark -> LOG.info(
                            "model {}: {}, after {} examples", report.model(), mark.describe(), report.trained()));
        }
        if (!report.applied()) {
            leaveOut(examples, report, now);
        }
    }

    /** A model has been updated, or its update left out. */
    void stepped(ModelSession session) {
        // who predicts beside it has something to do
    }

    /** A model that predicts: it has made a step at least. Null if there is none. */
    @Nullable
    ModelSession learned(String model) {
        ModelSession session = running().sessions().get(model);
        return session == null || session.step() == 0 ? null : session;
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

    private static List<String> models(Running now, Predicate<ModelSession> which) {
        return now.sessions().values().stream()
                .filter(which)
                .map(ModelSession::model)
                .toList();
    }

    private void emitSnapshots(List<String> models, Running now) throws IOException {
        if (!models.isEmpty()) {
            now.writer().require();
        }
        for (String model : models) {
            ModelSession session = session(model, now);
            output.collect(SNAPSHOTS, new StreamRecord<>(session.snapshot(nowMs())));
            ModelSession challenger = session.challenger();
            if (challenger != null && challenger.hasUnsavedSteps()) {
                output.collect(SNAPSHOTS, new StreamRecord<>(challenger.snapshot(nowMs())));
            }
        }
    }

    final long nowMs() {
        return getProcessingTimeService().getCurrentProcessingTime();
    }

    private Running running() {
        if (running == null) {
            throw new IllegalStateException("initializeState() was not called");
        }
        return running;
    }
}
