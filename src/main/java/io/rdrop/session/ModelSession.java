package io.rdrop.session;

import io.rdrop.challenge.Comparison;
import io.rdrop.config.ConfigChanges;
import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.control.Acknowledgement;
import io.rdrop.control.CommandLog;
import io.rdrop.control.Pause;
import io.rdrop.control.Verdict;
import io.rdrop.drift.DriftWatch;
import io.rdrop.example.AppliedCommand;
import io.rdrop.example.Command;
import io.rdrop.example.Example;
import io.rdrop.example.ExampleFormat;
import io.rdrop.example.MicroBatch;
import io.rdrop.example.Outliers;
import io.rdrop.example.Score;
import io.rdrop.example.SourcePosition;
import io.rdrop.example.StepReport;
import io.rdrop.example.StepReportForm;
import io.rdrop.learn.ExamplePredictor;
import io.rdrop.learn.Learner;
import io.rdrop.learn.MicroBatcher;
import io.rdrop.learn.RowListener;
import io.rdrop.registry.OffsetLedger;
import io.rdrop.registry.SnapshotContent;
import io.rdrop.state.StatePart;
import io.rdrop.state.StateParts;
import io.rdrop.state.StoredState;
import io.rdrop.task.Task;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that one model key holds: the learner, the untrained rest of its micro-batch, the offsets trained on since
 * the last snapshot, and the number of the next snapshot. Owns the learner's native memory.
 */
public final class ModelSession implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ModelSession.class);

    /** Rows of the last micro-batch whose predictions a snapshot carries, so that anyone can check it. */
    private static final int PROBE_ROWS = 8;

    /** The part of the state that says what the model was trained under. */
    private static final String CONFIGURATION = "configuration";

    /** The part of the state that says what the model was asked. */
    private static final String CONTROL = "control";

    private final String model;
    private final SteeredLearner steered;
    /** Since the last snapshot. */
    private final OffsetLedger ledger = new OffsetLedger();
    /** Since the model began. */
    private final OffsetLedger wholeLedger = new OffsetLedger();

    private final VersionGuard guard;
    private final Challenge challenge;

    private long nextVersion;
    private long parentVersion;
    private long snapshotStep;
    private long snapshotMs = Long.MIN_VALUE;
    private boolean dirty = true;
    private boolean fullDictionaryTold;
    private @Nullable StepReport lastReport;
    private List<Example> probe = List.of();
    private long probeBytes;

    /** Of the window of evaluation after a step; that of classes is NaN. */
    private double windowRmse;

    private long windowStep = -1;

    /**
     * What the weights say after a step.
     *
     * @param outputs class probabilities, or one number on the scale of the labels
     * @param deviation of a number, the standard deviation of its error as far as it is known; else NaN
     * @param step after which
     */
    public record Said(float[] outputs, double deviation, long step) {}

    private ModelSession(String model, JobConfig config, SteeredLearner steered, long nextVersion) {
        this.model = model;
        this.steered = steered;
        this.nextVersion = nextVersion;
        int classes = config.label().classes().size();
        guard = new VersionGuard(
                config.registry().guard(),
                config.isWritten() ? config.transformer().vocabulary() : classes);
        challenge = new Challenge(model, config);
        steered.tell(challenge.rows());
    }

    /** A model that has seen nothing yet. */
    public static ModelSession create(String model, JobConfig config, long nextVersion) {
        return create(model, config, Task::of, nextVersion, new CommandLog(), new DriftWatch(config));
    }

    /** The same, of a task of one's own. */
    public static ModelSession create(String model, JobConfig config, Task task, long nextVersion) {
        return create(model, config, only(task, config), nextVersion, new CommandLog(), new DriftWatch(config));
    }

    /**
     * A challenger that has seen nothing yet.
     *
     * @param config the job's
     * @param command that lets it begin, with what it has otherwise
     */
    public static ModelSession challenger(JobConfig config, Command command, long nextVersion) {
        CommandLog log = CommandLog.ofChallenger(command);
        DriftWatch watch = new DriftWatch(SteeredLearner.asked(config, log));
        return create(Challenge.key(command), config, Task::of, nextVersion, log, watch);
    }

    private static ModelSession create(
            String model,
            JobConfig config,
            Function<JobConfig, Task> tasks,
            long nextVersion,
            CommandLog log,
            DriftWatch watch) {
        return create(model, config, nextVersion, new SteeredLearner(model, config, tasks, log, watch));
    }

    private static ModelSession create(String model, JobConfig config, long nextVersion, SteeredLearner steered) {
        try {
            StateSize.check(steered.learner(), Runtime.getRuntime().maxMemory());
        } catch (ConfigException e) {
            steered.close();
            throw e;
        }
        return new ModelSession(model, config, steered, nextVersion);
    }

    private static Function<JobConfig, Task> only(Task task, JobConfig config) {
        return other -> {
            if (!other.equals(config)) {
                throw new ConfigException("settings of a task of one's own cannot be changed while it runs");
            }
            return task;
        };
    }

    /** Adds an example; returns the report of the step that it completed, or null. */
    @Nullable
    public StepReport add(Example example, long nowMs) {
        dirty = true;
        if (steered.passesOver()) {
            ledger.add(example.position());
            wholeLedger.add(example.position());
        }
        StepReport report = learn(steered.add(example, nowMs));
        ModelSession other = challenger();
        if (other != null) {
            other.add(example, nowMs);
        }
        return report;
    }

    /** Trains on the incomplete micro-batch if its waiting time is over. */
    @Nullable
    public StepReport closeIfDue(long nowMs) {
        StepReport report = learn(steered.close(nowMs, true));
        ModelSession other = challenger();
        if (other != null) {
            other.closeIfDue(nowMs);
        }
        return report;
    }

    /** Trains on the incomplete micro-batch, if there is one and the model is not paused. */
    @Nullable
    public StepReport flush() {
        StepReport report = learn(steered.close(Long.MAX_VALUE, false));
        ModelSession other = challenger();
        if (other != null) {
            other.flush();
        }
        return report;
    }

    /**
     * Takes a command that concerns this model, between two examples.
     *
     * @param outside what is done for a command that is not about the learner
     */
    public Answer control(Command command, long nowMs, CommandAction outside) {
        List<Step> steps = new ArrayList<>();
        SteeredLearner.Steered answer = steered.apply(
                command,
                lastPosition(),
                nowMs,
                batch -> {
                    StepReport report = learn(batch);
                    if (report != null) {
                        steps.add(new Step(report, latest()));
                    }
                },
                outside,
                command.kind() == Command.Action.PROMOTE ? challenge::rival : null);
        dirty = true;
        if (answer.verdict() == Verdict.APPLIED) {
            challenged(command, nowMs);
        }
        AppliedCommand at = answer.at();
        return new Answer(
                new Acknowledgement(
                        steered.base().name(),
                        model,
                        answer.verdict().code(),
                        answer.reason(),
                        at.examples(),
                        at.step(),
                        at.after(),
                        nowMs,
                        command),
                steps);
    }

    /** What a command that took effect means for the challenger. */
    private void challenged(Command command, long nowMs) {
        ModelSession other = challenger();
        if (other == null) {
            return;
        }
        switch (command.kind()) {
            case PAUSE, RESUME -> other.control(command, nowMs, nothing -> {});
            case SET, RESET, ROLLBACK -> challenge.beginComparison(waiting());
            case PROMOTE -> {
                List<Example> probed = probe;
                probe(other.probe);
                other.probe(probed);
                isNotWhatWasSaved();
                other.isNotWhatWasSaved();
                challenge.changedPlaces(command);
            }
            default -> {
                // the two are as they were
            }
        }
    }

    /** The last version of it is of another learner, even if that had come to the same step. */
    private void isNotWhatWasSaved() {
        snapshotStep = Math.min(snapshotStep, step() - 1);
    }

    private void probe(List<Example> examples) {
        probe = examples;
        probeBytes = bytes(probe);
    }

    /** The model that learns beside this one, to take its place if it is better; null if there is none. */
    public @Nullable ModelSession challenger() {
        return challenge.challenger();
    }

    /** How the two compare. */
    public Comparison comparison() {
        return challenge.comparison();
    }

    /**
     * A challenger that has learned nothing yet begins with the next example.
     *
     * @param next belongs to this session from now on; null for none
     */
    public void challengedBy(@Nullable ModelSession next) {
        dirty = true;
        challenge.begin(next, taken(), waiting());
    }

    /**
     * A challenger goes on beside this model, both as their states left them.
     *
     * @param restored belongs to this session from now on, unless there is an exception
     * @throws IOException if they are not of one moment
     */
    public void goesOnBeside(ModelSession restored) throws IOException {
        challenge.goOn(restored, taken());
    }

    /**
     * The command that lets the challenger begin, or end, that the configuration now says; empty if that is done, and
     * as long as the model is paused.
     */
    public Optional<Command> challengerWanted(long nowMs) {
        return steered.log().pause() != Pause.NONE
                ? Optional.empty()
                : challenge.wanted(
                        steered.base().challenger().settings(),
                        steered.log().challenger(),
                        steered.log().order().epoch(),
                        nowMs);
    }

    /** The command that promotes the challenger, or takes that back, if it is decided and the model is not paused. */
    public Optional<Command> promotionDecided(long nowMs) {
        return steered.log().pause() != Pause.NONE
                ? Optional.empty()
                : challenge.decided(steered.log().order().epoch(), nowMs);
    }

    void tell(RowListener by) {
        steered.tell(by);
    }

    long nextVersion() {
        return nextVersion;
    }

    long taken() {
        return steered.taken();
    }

    /** This one as the challenger of another. */
    Rival rival() {
        return new Rival() {
            @Override
            public Contestant leave() throws IOException {
                dirty = true;
                return steered.leave(ModelSession.this::learn);
            }

            @Override
            public void take(Contestant other, Command command) throws IOException {
                steered.take(other, command);
            }
        };
    }

    /**
     * What became of a command.
     *
     * @param steps that it let happen
     */
    public record Answer(Acknowledgement acknowledgement, List<Step> steps) {}

    /**
     * A step.
     *
     * @param examples of its micro-batch
     */
    public record Step(StepReport report, List<Example> examples) {}

    /** How many levels the model can give way by, 0 for none. */
    public int mostRelief() {
        return relief().levels().size();
    }

    /** The level that it is at, 0 for none. */
    public int relieved() {
        return Relief.level(steered.log());
    }

    /** The command that takes it to a level, from 0 to {@link #mostRelief}. */
    public Command relieve(int level, long nowMs) {
        return relief().command(model, level, steered.log(), nowMs);
    }

    private Relief relief() {
        return Relief.of(steered.base(), steered.learner());
    }

    /** What was asked of the model so far; not to be changed. */
    public CommandLog commands() {
        return steered.log();
    }

    /** Examples that wait. */
    public int waiting() {
        return steered.batcher().pending();
    }

    private @Nullable String lastPosition() {
        return steered.batcher()
                .last()
                .or(() -> Optional.ofNullable(lastReport).map(StepReport::position))
                .map(SourcePosition::toString)
                .orElse(null);
    }

    private @Nullable StepReport learn(@Nullable MicroBatch batch) {
        if (batch == null) {
            return null;
        }
        dirty = true;
        StepReport report = steered.learn(batch).withCommands(steered.log().takeUnreported());
        Learner learner = steered.learner();
        lastReport = report;
        OutlierLog.warn(report, learner.outliers());
        probe(List.copyOf(learner.latest().subList(0, Math.min(PROBE_ROWS, batch.size()))));
        for (Example example : batch.examples()) {
            ledger.add(example.position());
            wholeLedger.add(example.position());
        }
        return lastReport;
    }

    /**
     * Predicts an example as a version would that was made now, to the bit, and learns nothing: no state changes.
     *
     * @param example its target is not looked at
     */
    public Said predict(Example example) {
        ExamplePredictor predictor = steered.predictor();
        float[] outputs = predictor.predict(List.of(example));
        double deviation = predictor.deviation(0);
        if (Double.isNaN(deviation)) {
            if (windowStep != step()) {
                windowStep = step();
                windowRmse = steered.learner().evaluator().window().get(Score.RMSE);
            }
            deviation = windowRmse;
        }
        return new Said(outputs, deviation, step());
    }

    /** True if the model has learned since its last snapshot and {@code registry.interval} has passed. */
    public boolean snapshotDue(long nowMs) {
        return hasUnsavedSteps()
                && (snapshotMs == Long.MIN_VALUE
                        || steered.watch().asksForSnapshot()
                        || nowMs - snapshotMs
                                >= steered.config().registry().interval().toMillis());
    }

    /** True if the model has learned since its last snapshot, or changed places with its challenger. */
    public boolean hasUnsavedSteps() {
        return lastReport != null && step() > snapshotStep;
    }

    /** The next version of the model, with the offsets trained on since the one before. */
    public SnapshotContent snapshot(long nowMs) throws IOException {
        if (lastReport == null) {
            throw new IllegalStateException("model " + model + " has learned nothing to take a snapshot of");
        }
        SnapshotContent content = SnapshotWriter.of(
                steered,
                guard,
                lastReport,
                probe,
                nextVersion,
                parentVersion,
                ledger.drain(),
                wholeLedger.ranges(),
                nowMs);
        parentVersion = nextVersion;
        nextVersion++;
        snapshotStep = step();
        snapshotMs = nowMs;
        steered.watch().tookSnapshot();
        dirty = true;
        return content;
    }

    public String model() {
        return model;
    }

    /** Bytes of its network, which do not change. */
    public long networkBytes() {
        return steered.learner().stateBytes();
    }

    /**
     * Bytes of what it holds of the stream, and of its challenger; told by its state alone, so that a restored session
     * says the same.
     */
    public long heldBytes() {
        long ours = steered.learner().heldBytes() + steered.batcher().bytes() + probeBytes;
        ModelSession other = challenger();
        return other == null ? ours : ours + other.networkBytes() + other.heldBytes();
    }

    /** Bytes of its words and categories. */
    public long dictionaryBytes() {
        return steered.learner().dictionaryBytes();
    }

    /** Times that a word or category found no room, since the process began. */
    public long turnedAway() {
        return steered.learner().turnedAway();
    }

    /** True if the next example closes the micro-batch. */
    public boolean isLastAwaited() {
        return steered.isLastAwaited();
    }

    /** Examples trained on so far. */
    public long trained() {
        return steered.learner().trained();
    }

    /** Examples so far whose update was not applied. */
    public long leftOut() {
        return steered.learner().leftOut();
    }

    /** Examples replayed so far. */
    public long replayed() {
        return steered.learner().replayed();
    }

    /** Numbers left out so far, by column. */
    public List<Outliers> outliers() {
        return steered.learner().outliers();
    }

    /** How often the model has diverged so far. */
    public long divergences() {
        return steered.learner().divergences();
    }

    /** The examples of the last micro-batch. */
    public List<Example> latest() {
        return steered.learner().latest();
    }

    /** Updates so far. */
    public long step() {
        return steered.learner().step();
    }

    /** When the incomplete micro-batch closes, processing time in milliseconds; {@link Long#MAX_VALUE} for never. */
    public long deadlineMs() {
        long ours = steered.batcher().deadlineMs();
        ModelSession other = challenger();
        return other == null ? ours : Math.min(ours, other.deadlineMs());
    }

    /** True if {@link #save} would write something else than the last time. */
    public boolean isDirty() {
        ModelSession other = challenger();
        return dirty || (other != null && other.isDirty());
    }

    /** Saves the whole training state of this model; returns its length in bytes. */
    public long save(StateParts state) throws IOException {
        List<StatePart> parts = parts();
        if (steered.log().isEmpty()) {
            parts.removeIf(part -> part.name().equals(CONTROL)); // as it was before there were commands
        }
        if (!steered.watch().listens()) {
            parts.removeIf(part -> part.name().equals(DriftWatch.PART)); // as it was before anything watched
        }
        if (!challenge.hasState()) {
            parts.removeIf(part -> part.name().equals(Comparison.PART)); // as it was before there were challengers
        }
        long length = state.save(parts);
        dirty = false;
        if (!fullDictionaryTold && turnedAway() > 0) {
            fullDictionaryTold = true;
            LOG.warn(
                    "model {} remembers {} bytes of words or categories, as many as input.max-dictionary-bytes allows: new ones"
                            + " share hash buckets, or are the unknown word",
                    model,
                    dictionaryBytes());
        }
        return length;
    }

    /**
     * A model as {@link #save} left it.
     *
     * @param nextVersion the least number of the next snapshot: the registry may be ahead of a restored state
     * @throws IOException if the state is damaged or was trained under settings that the configuration does not have
     *     and that a trained model cannot change
     */
    public static ModelSession restore(String model, JobConfig config, StoredState state, long nextVersion, long nowMs)
            throws IOException {
        return restore(model, config, Task::of, state, nextVersion, nowMs);
    }

    /** The same, of a task of one's own. */
    public static ModelSession restore(
            String model, JobConfig config, Task task, StoredState state, long nextVersion, long nowMs)
            throws IOException {
        return restore(model, config, only(task, config), state, nextVersion, nowMs);
    }

    private static ModelSession restore(
            String model,
            JobConfig config,
            Function<JobConfig, Task> tasks,
            StoredState state,
            long nextVersion,
            long nowMs)
            throws IOException {
        CommandLog log = new CommandLog();
        state.restoreOnly(part(log)); // first: it says under which settings the learner is made
        if (!log.settings().isEmpty()) {
            LOG.info("model {} goes on with the settings of earlier commands: {}", model, log.settings());
        }
        DriftWatch watch = new DriftWatch(SteeredLearner.asked(config, log));
        state.restoreOnly(part(watch)); // it may say so, too
        JobConfig[] trained = {null};
        state.restoreOnly(new StatePart(
                CONFIGURATION,
                1,
                nothing -> {},
                (in, version) -> trained[0] = trainedUnder(model, ExampleFormat.readRequired(in))));
        ModelSession session =
                create(model, config, nextVersion, new SteeredLearner(model, config, tasks, log, watch, trained[0]));
        try {
            if (trained[0] != null) { // before parts are named that other settings do not have
                refuse(model, JobConfigs.changes(trained[0], session.steered.config()));
            }
            state.restore(session.parts());
            session.steered.goOn();
            if (log.pause() == Pause.NONE) {
                session.steered.batcher().startWaiting(nowMs);
            }
            return session;
        } catch (IOException | RuntimeException e) {
            session.close();
            throw e;
        }
    }

    private static StatePart part(CommandLog log) {
        return new StatePart(CONTROL, CommandLog.VERSION, log::save, log::restore);
    }

    private static StatePart part(DriftWatch watch) {
        return new StatePart(DriftWatch.PART, DriftWatch.VERSION, watch::save, (in, version) -> watch.restore(in));
    }

    private List<StatePart> parts() {
        List<StatePart> parts = new ArrayList<>();
        JobConfig config = steered.config();
        MicroBatcher batcher = steered.batcher();
        parts.add(part(steered.log()));
        parts.add(new StatePart(
                CONFIGURATION,
                1,
                out -> ExampleFormat.writeText(JobConfigs.trainingYaml(config), out),
                (in, version) -> dirty = checkConfigChanges(model, config, ExampleFormat.readRequired(in))));
        parts.add(new StatePart("session", 1, this::saveVersions, (in, version) -> restoreVersions(in)));
        parts.addAll(steered.learner().state());
        parts.add(new StatePart("micro-batch", 1, batcher::save, (in, version) -> batcher.restore(in)));
        parts.add(new StatePart(
                "probe",
                1,
                out -> ExampleFormat.writeAll(probe, out),
                (in, version) -> probe(ExampleFormat.readAll(in))));
        parts.add(new StatePart(
                "last-report",
                StepReportForm.VERSION,
                this::saveReport,
                (in, version) -> lastReport = in.readBoolean() ? StepReportForm.read(in, version) : null));
        parts.add(new StatePart(
                "offsets",
                1,
                out -> {
                    ledger.save(out);
                    wholeLedger.save(out);
                },
                (in, version) -> {
                    ledger.restore(in);
                    wholeLedger.restore(in);
                }));
        parts.add(part(steered.watch()));
        parts.add(new StatePart(
                Comparison.PART, Comparison.VERSION, challenge::save, (in, version) -> challenge.restore(in)));
        parts.add(new StatePart("version-guard", 1, guard::save, (in, version) -> guard.restore(in)));
        return parts;
    }

    private static long bytes(List<Example> examples) {
        return examples.stream().mapToLong(Example::bytes).sum();
    }

    private void saveVersions(DataOutput out) throws IOException {
        out.writeLong(nextVersion);
        out.writeLong(parentVersion);
        out.writeLong(snapshotStep);
    }

    private void restoreVersions(DataInput in) throws IOException {
        nextVersion = Math.max(nextVersion, in.readLong());
        parentVersion = in.readLong();
        snapshotStep = in.readLong();
    }

    private void saveReport(DataOutput out) throws IOException {
        out.writeBoolean(lastReport != null);
        if (lastReport != null) {
            StepReportForm.write(lastReport, out);
        }
    }

    /**
     * Compares the configuration that a model was trained under with the one at hand.
     *
     * @return true if the model goes on with other settings than before
     * @throws IOException if it cannot go on with them
     */
    private static boolean checkConfigChanges(String model, JobConfig config, String trainedUnder) throws IOException {
        ConfigChanges changes = JobConfigs.changes(trainedUnder(model, trainedUnder), config);
        refuse(model, changes);
        if (!changes.applied().isEmpty()) {
            LOG.info("model {} goes on with: {}", model, ConfigChanges.describe(changes.applied()));
        }
        return !changes.applied().isEmpty();
    }

    private static void refuse(String model, ConfigChanges changes) throws IOException {
        if (!changes.refused().isEmpty()) {
            throw new IOException("model " + model + " was trained under another configuration: "
                    + ConfigChanges.describe(changes.refused())
                    + ". Set these as they were, or start the job without state");
        }
    }

    private static JobConfig trainedUnder(String model, String yaml) throws IOException {
        try {
            return JobConfigs.trained(yaml);
        } catch (ConfigException e) {
            throw new IOException(
                    "the stored state of model " + model + " has a configuration that cannot be read: "
                            + e.getMessage(),
                    e);
        }
    }

    @Override
    public void close() {
        challenge.close();
        steered.close();
    }
}
