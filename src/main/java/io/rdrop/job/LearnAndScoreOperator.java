package io.rdrop.job;

import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.config.NoModel;
import io.rdrop.example.Example;
import io.rdrop.example.Rejection;
import io.rdrop.example.RejectionReason;
import io.rdrop.example.StepReport;
import io.rdrop.job.WaitingRecords.Asked;
import io.rdrop.job.wire.BinaryTypeInfo;
import io.rdrop.job.wire.PredictionJson;
import io.rdrop.job.wire.PredictionRecord;
import io.rdrop.job.wire.PredictionRecordFormat;
import io.rdrop.job.wire.RejectionFormat;
import io.rdrop.session.ModelSession;
import io.rdrop.telemetry.ScoringMeters;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Learns examples, its first input, and predicts records, its second, by the weights of the last step of their model.
 * Predicting changes nothing of what is learned. A record whose model has made no step waits in the state of its key;
 * it cannot hold up the records behind it, since the examples that it waits for come through the same operator.
 */
final class LearnAndScoreOperator extends LearnOperator
        implements TwoInputStreamOperator<Example, Example, StepReport> {
    private static final long serialVersionUID = 1L;

    static final OutputTag<PredictionRecord> PREDICTIONS =
            new OutputTag<>("predictions", new BinaryTypeInfo<>(PredictionRecord.class, new PredictionRecordFormat()));

    /** Records that are not answered. */
    static final OutputTag<Rejection> REFUSED =
            new OutputTag<>("refused", new BinaryTypeInfo<>(Rejection.class, new RejectionFormat()));

    private static final ListStateDescriptor<byte[]> WAITING =
            new ListStateDescriptor<>("waiting-records", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);

    private final String configYaml;
    private final OriginalRecords originals;
    private transient @Nullable Scoring scoring;

    LearnAndScoreOperator(
            JobConfig config, OriginalRecords examples, OriginalRecords records, SnapshotRequest request) {
        super(config, examples, request);
        configYaml = JobConfigs.print(config); // it needs no secrets: they stay at home
        originals = records;
    }

    /**
     * What lives from open to close.
     *
     * @param saved models of which the state has records that wait
     */
    private record Scoring(
            JobConfig config,
            ListState<byte[]> waitingState,
            WaitingRecords waiting,
            Set<String> saved,
            ScoringMeters meters,
            LeftOutRecords leftOut,
            PredictionJson json) {}

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        JobConfig config = JobConfigs.parse(configYaml, "the job's configuration", List.of());
        JobConfig resolved = JobConfigs.resolved(config);
        ScoringMeters meters = TaskMetrics.of(resolved.metrics(), getRuntimeContext())
                .scoringMeters(ScoringJob.name(resolved), TaskMetrics.subtask(getRuntimeContext()));
        WaitingRecords waiting = new WaitingRecords(config.scoring().mostWaiting());
        meters.waiting(waiting::count);
        scoring = new Scoring(
                config,
                context.getKeyedStateStore().getListState(WAITING),
                waiting,
                new TreeSet<>(),
                meters,
                new LeftOutRecords(originals.open()),
                new PredictionJson());
        super.initializeState(context); // at last: it takes the lease
    }

    @Override
    public void open() throws Exception {
        super.open();
        Scoring now = scoring();
        KeyedStateBackend<String> backend = getKeyedStateBackend();
        try (Stream<String> models = backend.getKeys(WAITING.getName(), VoidNamespace.INSTANCE)) {
            models.forEach(now.saved()::add);
        }
        for (String model : now.saved()) {
            setCurrentKey(model);
            now.waiting().restore(now.waitingState().get());
        }
    }

    @Override
    public void processElement1(StreamRecord<Example> element) throws Exception {
        processElement(element);
    }

    @Override
    public void processElement2(StreamRecord<Example> element) throws Exception {
        Scoring now = scoring();
        now.leftOut().giveReady(this::refuse);
        Asked asked = new Asked(element.getValue(), System.nanoTime());
        ModelSession session = learned(asked.example().model());
        if (session != null) {
            answer(asked, session, now);
        } else if (now.config().scoring().noModel() == NoModel.PRIOR) {
            byPrior(asked, now);
        } else if (now.config().scoring().noModel() == NoModel.WAIT
                && !now.waiting().isFull()) {
            now.waiting().add(asked);
        } else {
            leaveOut(asked.example(), now);
        }
    }

    /** The first step of a model: what waits for it is answered. */
    @Override
    void stepped(ModelSession session) {
        Scoring now = scoring();
        if (!now.waiting().isEmpty()) {
            now.waiting().take(session.model()).forEach(asked -> answer(asked, session, now));
        }
    }

    private void answer(Asked asked, ModelSession session, Scoring now) {
        Example example = asked.example();
        ModelSession.Said said = session.predict(example);
        collect(now.json()
                .ofStep(
                        example,
                        now.config().label().classes(),
                        said.outputs(),
                        said.deviation(),
                        said.step(),
                        System.nanoTime() - asked.atNs()));
        now.meters()
                .predicted(
                        session.model(),
                        Duration.ofMillis(getProcessingTimeService().getCurrentProcessingTime()
                                - example.position().timestampMs()));
    }

    private void byPrior(Asked asked, Scoring now) {
        collect(now.json().ofPrior(asked.example(), now.config().label().classes(), System.nanoTime() - asked.atNs()));
        now.meters().answeredByPrior(asked.example().model());
    }

    private static void leaveOut(Example example, Scoring now) {
        now.meters().refused(RejectionReason.NO_MODEL);
        now.leftOut()
                .note(
                        example.position(),
                        RejectionReason.NO_MODEL,
                        "model " + example.model() + " has made no step, and "
                                + now.waiting().count() + " records wait for a first one");
    }

    private void collect(PredictionRecord prediction) {
        output.collect(PREDICTIONS, new StreamRecord<>(prediction));
    }

    private void refuse(Rejection rejection) {
        output.collect(REFUSED, new StreamRecord<>(rejection));
    }

    /** Both inputs have ended: what still waits is not answered any more. */
    @Override
    public void finish() throws Exception {
        super.finish();
        Scoring now = scoring();
        for (String model : now.waiting().models()) {
            now.waiting().take(model).forEach(asked -> leaveOut(asked.example(), now));
        }
        now.leftOut().giveAll(this::refuse);
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        super.prepareSnapshotPreBarrier(checkpointId);
        scoring().leftOut().giveAll(this::refuse);
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        saveWaiting(scoring());
        super.snapshotState(context);
    }

    private void saveWaiting(Scoring now) throws Exception {
        for (String model : now.saved()) {
            setCurrentKey(model);
            now.waitingState().clear();
        }
        now.saved().clear();
        for (String model : now.waiting().models()) {
            setCurrentKey(model);
            now.waitingState().update(now.waiting().save(model));
            now.saved().add(model);
        }
    }

    @Override
    public void close() throws Exception {
        if (scoring != null) {
            Scoring now = scoring;
            scoring = null;
            now.leftOut().close();
            now.meters().close();
        }
        super.close();
    }

    private Scoring scoring() {
        if (scoring == null) {
            throw new IllegalStateException("initializeState() was not called");
        }
        return scoring;
    }
}
