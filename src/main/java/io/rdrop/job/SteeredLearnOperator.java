package io.rdrop.job;

import io.rdrop.challenge.ChallengerKey;
import io.rdrop.challenge.Comparison;
import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.control.Acknowledgement;
import io.rdrop.control.Pause;
import io.rdrop.control.StandingOrders;
import io.rdrop.control.Verdict;
import io.rdrop.example.Command;
import io.rdrop.example.Example;
import io.rdrop.example.StepReport;
import io.rdrop.job.wire.AcknowledgementFormat;
import io.rdrop.job.wire.BinaryTypeInfo;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.session.CommandAction;
import io.rdrop.session.KeptState;
import io.rdrop.session.ModelSession;
import io.rdrop.session.SnapshotReader;
import io.rdrop.telemetry.LearnerMeters;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Learns, and takes commands as a second input, all of them at every subtask: a command takes effect between two
 * examples of each model that it concerns, and a model that comes into being begins with what all were asked.
 */
final class SteeredLearnOperator extends LearnOperator implements TwoInputStreamOperator<Example, Command, StepReport> {
    private static final long serialVersionUID = 1L;

    static final OutputTag<Acknowledgement> ACKNOWLEDGED =
            new OutputTag<>("acknowledged", new BinaryTypeInfo<>(Acknowledgement.class, new AcknowledgementFormat()));

    private static final MapStateDescriptor<String, byte[]> STANDING = new MapStateDescriptor<>(
            "standing-orders", Types.STRING, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);

    private static final String ALL = "all";

    private final String job;
    private final @Nullable Duration target;
    private transient @Nullable Backlog backlog;
    private transient @Nullable BroadcastState<String, byte[]> state;
    private transient StandingOrders orders = new StandingOrders();
    /** Examples of each comparison as of when it was last shown: its bound takes some microseconds. */
    private transient Map<String, Long> shown = new HashMap<>();

    SteeredLearnOperator(JobConfig config, OriginalRecords originals, SnapshotRequest request) {
        super(config, originals, request);
        job = config.name();
        target = config.lag().target();
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        orders = new StandingOrders();
        shown = new HashMap<>();
        state = context.getOperatorStateStore().getBroadcastState(STANDING);
        byte[] saved = state.get(ALL);
        if (saved != null) {
            orders.restore(saved);
        }
        super.initializeState(context); // last: whatever fails before it leaves no lease behind
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        if (state != null) {
            state.put(ALL, orders.save());
        }
    }

    @Override
    public void processElement1(StreamRecord<Example> element) throws Exception {
        String model = element.getValue().model();
        ModelSession session = known(model);
        if (session != null) {
            letChallengerBegin(session);
        }
        learn(element);
        session = known(model);
        if (session != null) {
            promoteIfDecided(session);
        }
    }

    @Override
    public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
        super.onProcessingTime(timer);
        ModelSession session = known(timer.getKey());
        if (session != null) {
            promoteIfDecided(session);
        }
    }

    private void letChallengerBegin(ModelSession session) throws Exception {
        Optional<Command> wanted = session.challengerWanted(nowMs());
        if (wanted.isPresent()) {
            ask(session, wanted.get());
        }
    }

    private void promoteIfDecided(ModelSession session) throws Exception {
        Optional<Command> decided = session.promotionDecided(nowMs());
        if (decided.isPresent()) {
            LOG.info(
                    "model {}: its challenger takes its place: {}",
                    session.model(),
                    session.comparison().describe());
            ask(session, decided.get());
        }
    }

    private void learn(StreamRecord<Example> element) throws Exception {
        if (target == null) {
            processElement(element);
            return;
        }
        long beganNs = System.nanoTime();
        processElement(element);
        giveWay(element.getValue(), System.nanoTime() - beganNs, target);
    }

    /** More of it, or less, if the job is behind its records for too long, or no longer. */
    private void giveWay(Example learned, long tookNs, Duration most) throws Exception {
        if (sessions().isEmpty()) {
            return; // there was no room for its model
        }
        if (backlog == null) {
            int levels = 0;
            int level = 0;
            for (ModelSession session : sessions()) {
                levels = Math.max(levels, session.mostRelief());
                level = Math.max(level, session.relieved());
            }
            backlog = new Backlog(most, levels, level);
        }
        int before = backlog.level();
        long delayMs = nowMs() - learned.position().timestampMs();
        int level = backlog.learned(nowMs(), delayMs, tookNs);
        if (level != before) {
            LOG.warn(
                    "learning is {} ms behind its records, the most is {} ms: it gives way by {} levels, after {}",
                    delayMs,
                    most.toMillis(),
                    level,
                    before);
            for (ModelSession session : sessions()) {
                relieve(session, level);
            }
        }
        meters().behind(level, Math.max(0, delayMs));
    }

    private void relieve(ModelSession session, int level) throws Exception {
        int possible = Math.min(level, session.mostRelief());
        if (possible != session.relieved()) {
            ask(session, session.relieve(possible, nowMs()));
        }
    }

    @Override
    public void processElement2(StreamRecord<Command> element) throws Exception {
        Command command = element.getValue();
        if (command.forAll()) {
            takeForAll(command);
        } else if (isMine(command.model())) {
            ModelSession session = known(command.model());
            if (ChallengerKey.isOne(command.model())) {
                String model = ChallengerKey.model(command.model());
                acknowledge(
                        command,
                        Verdict.REFUSED,
                        "a challenger does what its model is asked, " + model + "; what it has otherwise says the job's"
                                + " challenger.settings");
            } else if (session == null) {
                acknowledge(
                        command,
                        Verdict.REFUSED,
                        "model " + command.model() + " has seen no record yet; `*` is for those to come, too");
            } else {
                ask(session, command);
            }
        }
    }

    private void takeForAll(Command command) throws Exception {
        Optional<Acknowledgement.Reason> objection = orders.take(command);
        if (getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0) {
            acknowledge(
                    command,
                    objection.map(Acknowledgement.Reason::verdict).orElse(Verdict.STANDING),
                    objection.map(Acknowledgement.Reason::text).orElse(null));
        }
        if (objection.isEmpty()) {
            for (ModelSession session : sessions()) {
                ask(session, command);
            }
        }
    }

    private boolean isMine(String model) {
        TaskInfo task = getRuntimeContext().getTaskInfo();
        return task.getIndexOfThisSubtask()
                == KeyGroupRangeAssignment.assignKeyToParallelOperator(
                        model, task.getMaxNumberOfParallelSubtasks(), task.getNumberOfParallelSubtasks());
    }

    @Override
    void begins(ModelSession session) throws Exception {
        for (Command command : orders.commands()) {
            ask(session, command);
        }
        if (backlog != null) {
            relieve(session, backlog.level());
        }
        letChallengerBegin(session);
    }

    @Override
    void shows(ModelSession session, LearnerMeters meters) {
        meters.steered(
                session.model(),
                session.commands().order().epoch(),
                session.commands().pause() != Pause.NONE,
                session.waiting(),
                session.commands().passedOver());
        Comparison comparison = session.comparison();
        long rows = comparison.rows();
        if (comparison.number() > 0 && !Objects.equals(shown.put(session.model(), rows), rows)) {
            meters.challenged(
                    session.model(),
                    rows,
                    comparison.advantage(),
                    comparison.lower(),
                    comparison.promotions(),
                    comparison.rollbacks());
        }
    }

    private void ask(ModelSession session, Command command) throws Exception {
        setCurrentKey(session.model());
        ModelSession.Answer answer = session.control(command, nowMs(), new Outside(session));
        tell(answer.acknowledgement());
        for (ModelSession.Step step : answer.steps()) {
            emit(step.report(), step.examples());
        }
        boolean isPromoted = command.kind() == Command.Action.PROMOTE
                && answer.acknowledgement().verdict().equals(Verdict.APPLIED.code());
        if (isPromoted && session.hasUnsavedSteps()) {
            emitSnapshots(List.of(session.model())); // `latest` is to be the one that was promoted
        }
        changed(session);
    }

    /** What is not about the learner, and the versions that it goes back to. */
    private final class Outside implements CommandAction {
        private final ModelSession session;

        Outside(ModelSession session) {
            this.session = session;
        }

        @Override
        public void act(Command command) throws IOException {
            SteeredLearnOperator.this.act(session, command);
        }

        @Override
        public void challenge(Command command) throws IOException {
            SteeredLearnOperator.this.challenge(session, command);
        }

        @Override
        public @Nullable KeptState kept(long version) throws IOException {
            return new SnapshotReader(registry()).kept(session.model(), version).orElse(null);
        }
    }

    private void act(ModelSession session, Command command) throws IOException {
        ModelRegistry registry = registry();
        String model = session.model();
        switch (command.kind()) {
            case SNAPSHOT -> {
                if (!session.hasUnsavedSteps()) {
                    throw new ConfigException("it has learned nothing since its last version");
                }
                emitSnapshots(List.of(model));
            }
            case PIN, ROLLBACK -> registry.pin(model, command.version());
            case UNPIN -> {
                if (registry.pinned(model).isEmpty()) {
                    throw new ConfigException("it is not pinned");
                }
                registry.unpin(model);
            }
            default -> throw new IllegalStateException(command.action() + " is about the learner");
        }
    }

    private void acknowledge(Command command, Verdict verdict, @Nullable String reason) {
        tell(new Acknowledgement(job, command.model(), verdict.code(), reason, 0, 0, null, nowMs(), command));
    }

    private void tell(Acknowledgement acknowledgement) {
        Command command = acknowledgement.command();
        LOG.info(
                "command {} of {} ({}) to model {}: {}{} after {} examples, step {}",
                command.id(),
                command.by(),
                command.describe(),
                acknowledgement.model(),
                acknowledgement.verdict(),
                acknowledgement.reason() == null ? "" : ", " + acknowledgement.reason() + ",",
                acknowledgement.examples(),
                acknowledgement.step());
        meters().commanded(acknowledgement.verdict());
        output.collect(ACKNOWLEDGED, new StreamRecord<>(acknowledgement));
    }
}
