package io.rdrop.job;

import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.config.NoModel;
import io.rdrop.example.Example;
import io.rdrop.example.Rejection;
import io.rdrop.example.RejectionReason;
import io.rdrop.job.WaitingRecords.Asked;
import io.rdrop.job.wire.Examples;
import io.rdrop.job.wire.PredictionJson;
import io.rdrop.job.wire.PredictionRecord;
import io.rdrop.predict.Prediction;
import io.rdrop.predict.Predictor;
import io.rdrop.predict.SameRecords;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.telemetry.ScoringMeters;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Records in, predictions out. What it holds is records whose model has no version yet; versions are opened by {@link
 * ScoringVersions}. It is not keyed: each subtask opens the models of the partitions that it reads, and a record is
 * predicted on the thread that has read it. Records that came together are predicted together, each with the bits that
 * it has alone.
 */
final class ScoreOperator extends AbstractStreamOperator<PredictionRecord>
        implements OneInputStreamOperator<Examples, PredictionRecord> {
    private static final long serialVersionUID = 1L;

    /** Records that are refused. */
    static final OutputTag<Rejection> REFUSED = Decoding.REJECTED;

    private static final ListStateDescriptor<byte[]> WAITING =
            new ListStateDescriptor<>("waiting-records", BytePrimitiveArraySerializer.INSTANCE);

    private final String configYaml;
    private final OriginalRecords originals;
    private final Announcements announcements;
    private transient @Nullable MailboxExecutor mails;
    private transient @Nullable Running running;

    ScoreOperator(JobConfig config, OriginalRecords originals, Announcements announcements) {
        configYaml = JobConfigs.print(config); // it needs no secrets: they stay at home
        this.originals = originals;
        this.announcements = announcements;
    }

    /** What lives from open to close. */
    private record Running(
            JobConfig config,
            ListState<byte[]> waitingState,
            WaitingRecords waiting,
            ScoringMeters meters,
            LeftOutRecords leftOut,
            ScoringVersions versions,
            Announcements.Listening events,
            ComparedAnswers answers,
            WatchedAnswers watched,
            PredictionJson json) {}

    @Override
    public void setMailboxExecutor(MailboxExecutor executor) {
        super.setMailboxExecutor(executor);
        mails = executor;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        CheckpointPlace.requireLasting(getContainingTask().getEnvironment());
        JobConfig config = JobConfigs.parse(configYaml, "the job's configuration", List.of());
        JobConfig resolved = JobConfigs.resolved(config);
        ListState<byte[]> state = context.getOperatorStateStore().getListState(WAITING);
        WaitingRecords waiting = new WaitingRecords(config.scoring().mostWaiting());
        waiting.restore(state.get());
        ScoringMeters meters = TaskMetrics.of(resolved.metrics(), getRuntimeContext())
                .scoringMeters(ScoringJob.name(resolved), TaskMetrics.subtask(getRuntimeContext()));
        meters.waiting(waiting::count);
        ScoringVersions versions = new ScoringVersions(
                new ModelRegistry(FlinkRegistryStorage.of(resolved.registry().directory()), Clock.systemUTC()),
                SameRecords.of(config),
                config.scoring(),
                meters,
                this::tellOfModel);
        PredictionJson json = new PredictionJson();
        running = new Running(
                config,
                state,
                waiting,
                meters,
                new LeftOutRecords(originals.open()),
                versions,
                announcements.listen(versions::announce),
                new ComparedAnswers(config.scoring(), json, this::collect),
                new WatchedAnswers(config.scoring(), meters),
                json);
        waiting.models().forEach(versions::model);
    }

    /** From the thread of the versions to that of the operator. */
    private void tellOfModel(String model) {
        try {
            Objects.requireNonNull(mails, "mails").execute(() -> answerWaiting(model), "version of model %s", model);
        } catch (RejectedExecutionException e) {
            LOG.debug("closed while model {} was looked for", model, e);
        }
    }

    @Override
    public void processElement(StreamRecord<Examples> element) throws Exception {
        Running now = running();
        now.versions().requireSound();
        now.leftOut().giveReady(this::reject);
        long atNs = System.nanoTime();
        List<Asked> ready = new ArrayList<>();
        for (Example example : element.getValue().examples()) {
            if (!ready.isEmpty() && !ready.get(0).example().model().equals(example.model())) {
                answer(ready, now);
                ready.clear();
            }
            Asked asked = new Asked(example, atNs);
            if (isReady(asked, now)) {
                ready.add(asked);
            }
        }
        answer(ready, now);
    }

    /** Whether it is to be answered now; else it waits, or is refused. */
    private boolean isReady(Asked asked, Running now) throws Exception {
        String key = asked.example().model();
        if (!now.versions().follows(key)
                && now.versions().size() >= now.config().input().maxModels()) {
            refuse(
                    asked.example(),
                    RejectionReason.TOO_MANY_MODELS,
                    "model " + key + " is new, and its subtask has "
                            + now.config().input().maxModels() + " models, as many as input.max-models allows",
                    now);
            return false;
        }
        ScoredModel model = now.versions().model(key);
        while (isWaitedFor(model, now) && now.waiting().isFull()) {
            now.versions().requireSound();
            Objects.requireNonNull(mails, "mails").yield();
        }
        if (isWaitedFor(model, now)) {
            now.waiting().add(asked);
            return false;
        }
        answerWaiting(key);
        return true;
    }

    private static boolean isWaitedFor(ScoredModel model, Running now) {
        return model.predictor() == null
                && (!model.isLooked() || now.config().scoring().noModel() == NoModel.WAIT);
    }

    /** Answers what waits for a model, if it need not wait any more. */
    private void answerWaiting(String key) {
        Running now = running;
        if (now == null || now.waiting().isEmpty() || isWaitedFor(now.versions().model(key), now)) {
            return;
        }
        List<Asked> waited = now.waiting().take(key);
        for (int from = 0; from < waited.size(); from += TogetherSource.MOST) {
            answer(waited.subList(from, Math.min(from + TogetherSource.MOST, waited.size())), now);
        }
    }

    /** @param asked of one model, in their order */
    private void answer(List<Asked> asked, Running now) {
        if (asked.isEmpty()) {
            return;
        }
        ScoredModel model = now.versions().model(asked.get(0).example().model());
        Predictor predictor = model.predictor();
        if (predictor == null) {
            asked.forEach(one -> answerWithoutModel(one, model, now));
            return;
        }
        List<Prediction> answers = now.answers().answer(asked, model, predictor);
        long nowMs = getProcessingTimeService().getCurrentProcessingTime();
        for (int i = 0; i < asked.size(); i++) {
            Asked one = asked.get(i);
            now.watched().answered(one.example(), answers.get(i), predictor);
            now.meters()
                    .predicted(
                            model.key(),
                            Duration.ofMillis(nowMs - one.example().position().timestampMs()));
        }
    }

    private void answerWithoutModel(Asked asked, ScoredModel model, Running now) {
        Example example = asked.example();
        if (now.config().scoring().noModel() == NoModel.PRIOR) {
            collect(now.json().ofPrior(example, now.config().label().classes(), System.nanoTime() - asked.atNs()));
            now.meters().answeredByPrior(model.key());
        } else {
            refuse(example, RejectionReason.NO_MODEL, "model " + model.key() + " has no version", now);
        }
    }

    private void collect(PredictionRecord prediction) {
        output.collect(new StreamRecord<>(prediction));
    }

    private static void refuse(Example example, RejectionReason reason, String detail, Running now) {
        now.meters().refused(reason);
        now.leftOut().note(example.position(), reason, detail);
    }

    private void reject(Rejection rejection) {
        output.collect(REFUSED, new StreamRecord<>(rejection));
    }

    /** The input has ended: what waits for a version waits on. */
    @Override
    public void finish() throws Exception {
        Running now = running();
        while (!now.waiting().isEmpty()) {
            now.versions().requireSound();
            Objects.requireNonNull(mails, "mails").yield();
        }
        now.leftOut().giveAll(this::reject);
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
        now.waitingState().update(now.waiting().save());
    }

    @Override
    public void close() throws Exception {
        Running now = running;
        if (now != null) {
            running = null;
            now.events().close();
            now.versions().close();
            now.leftOut().close();
            now.meters().close();
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
