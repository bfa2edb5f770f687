package io.rdrop.session;

import io.rdrop.config.ConfigChanges;
import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.example.Example;
import io.rdrop.example.ExampleFormat;
import io.rdrop.example.MicroBatch;
import io.rdrop.example.Outliers;
import io.rdrop.example.StepReport;
import io.rdrop.example.StepReportForm;
import io.rdrop.learn.Learner;
import io.rdrop.learn.MicroBatcher;
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

    private final String model;
    private final JobConfig config;
    private final Learner learner;
    private final MicroBatcher batcher;
    /** Since the last snapshot. */
    private final OffsetLedger ledger = new OffsetLedger();
    /** Since the model began. */
    private final OffsetLedger wholeLedger = new OffsetLedger();

    private final VersionGuard guard;

    private long nextVersion;
    private long parentVersion;
    private long snapshotStep;
    private long snapshotMs = Long.MIN_VALUE;
    private boolean dirty = true;
    private boolean fullDictionaryTold;
    private @Nullable StepReport lastReport;
    private List<Example> probe = List.of();
    private long probeBytes;

    private ModelSession(String model, JobConfig config, Learner learner, long nextVersion) {
        this.model = model;
        this.config = config;
        this.learner = learner;
        this.nextVersion = nextVersion;
        batcher = new MicroBatcher(model, config.microBatch());
        guard = new VersionGuard(
                config.registry().guard(), config.label().classes().size());
    }

    /** A model that has seen nothing yet. */
    public static ModelSession create(String model, JobConfig config, long nextVersion) {
        return create(model, config, Task.of(config), nextVersion);
    }

    /** The same, of a task of one's own. */
    public static ModelSession create(String model, JobConfig config, Task task, long nextVersion) {
        Learner learner = task.learner();
        try {
            StateSize.check(learner, Runtime.getRuntime().maxMemory());
        } catch (ConfigException e) {
            learner.close();
            throw e;
        }
        return new ModelSession(model, config, learner, nextVersion);
    }

    /** Adds an example; returns the report of the step that it completed, or null. */
    @Nullable
    public StepReport add(Example example, long nowMs) {
        dirty = true;
        return learn(batcher.add(example, nowMs));
    }

    /** Trains on the incomplete micro-batch if its waiting time is over. */
    @Nullable
    public StepReport closeIfDue(long nowMs) {
        return learn(batcher.closeIfDue(nowMs));
    }

    /** Trains on the incomplete micro-batch, if there is one. */
    @Nullable
    public StepReport flush() {
        return learn(batcher.close());
    }

    private @Nullable StepReport learn(@Nullable MicroBatch batch) {
        if (batch == null) {
            return null;
        }
        dirty = true;
        StepReport report = learner.learn(batch);
        lastReport = report;
        OutlierLog.warn(report, learner.outliers());
        probe = List.copyOf(learner.latest().subList(0, Math.min(PROBE_ROWS, batch.size())));
        probeBytes = bytes(probe);
        for (Example example : batch.examples()) {
            ledger.add(example.position());
            wholeLedger.add(example.position());
        }
        return lastReport;
    }

    /** True if the model has learned since its last snapshot and {@code registry.interval} has passed. */
    public boolean snapshotDue(long nowMs) {
        return hasUnsavedSteps()
                && (snapshotMs == Long.MIN_VALUE
                        || nowMs - snapshotMs >= config.registry().interval().toMillis());
    }

    /** True if the model has learned since its last snapshot. */
    public boolean hasUnsavedSteps() {
        return lastReport != null && learner.step() > snapshotStep;
    }

    /** The next version of the model, with the offsets trained on since the one before. */
    public SnapshotContent snapshot(long nowMs) throws IOException {
        if (lastReport == null) {
            throw new IllegalStateException("model " + model + " has learned nothing to take a snapshot of");
        }
        SnapshotContent content = SnapshotWriter.of(
                config,
                learner,
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
        snapshotStep = learner.step();
        snapshotMs = nowMs;
        dirty = true;
        return content;
    }

    public String model() {
        return model;
    }

    /** Bytes of its network, which do not change. */
    public long networkBytes() {
        return learner.stateBytes();
    }

    /** Bytes of what it holds of the stream; told by its state alone, so that a restored session says the same. */
    public long heldBytes() {
        return learner.heldBytes() + batcher.bytes() + probeBytes;
    }

    /** Bytes of its words and categories. */
    public long dictionaryBytes() {
        return learner.dictionaryBytes();
    }

    /** Times that a word or category found no room, since the process began. */
    public long turnedAway() {
        return learner.turnedAway();
    }

    /** True if the next example closes the micro-batch. */
    public boolean isLastAwaited() {
        return batcher.isLastAwaited();
    }

    /** Examples trained on so far. */
    public long trained() {
        return learner.trained();
    }

    /** Examples so far whose update was not applied. */
    public long leftOut() {
        return learner.leftOut();
    }

    /** Examples replayed so far. */
    public long replayed() {
        return learner.replayed();
    }

    /** Numbers left out so far, by column. */
    public List<Outliers> outliers() {
        return learner.outliers();
    }

    /** How often the model has diverged so far. */
    public long divergences() {
        return learner.divergences();
    }

    /** The examples of the last micro-batch. */
    public List<Example> latest() {
        return learner.latest();
    }

    /** Updates so far. */
    public long step() {
        return learner.step();
    }

    /** When the incomplete micro-batch closes, processing time in milliseconds; {@link Long#MAX_VALUE} for never. */
    public long deadlineMs() {
        return batcher.deadlineMs();
    }

    /** True if {@link #save} would write something else than the last time. */
    public boolean isDirty() {
        return dirty;
    }

    /** Saves the whole training state of this model; returns its length in bytes. */
    public long save(StateParts state) throws IOException {
        long length = state.save(parts());
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
        return restore(model, config, Task.of(config), state, nextVersion, nowMs);
    }

    /** The same, of a task of one's own. */
    public static ModelSession restore(
            String model, JobConfig config, Task task, StoredState state, long nextVersion, long nowMs)
            throws IOException {
        ModelSession session = create(model, config, task, nextVersion);
        try {
            state.restore(session.parts());
            session.batcher.startWaiting(nowMs);
            return session;
        } catch (IOException | RuntimeException e) {
            session.close();
            throw e;
        }
    }

    private List<StatePart> parts() {
        List<StatePart> parts = new ArrayList<>();
        parts.add(new StatePart(
                "configuration",
                1,
                out -> ExampleFormat.writeText(JobConfigs.trainingYaml(config), out),
                (in, version) -> dirty = checkConfigChanges(model, config, ExampleFormat.readRequired(in))));
        parts.add(new StatePart("session", 1, this::saveVersions, (in, version) -> restoreVersions(in)));
        parts.addAll(learner.state());
        parts.add(new StatePart("micro-batch", 1, batcher::save, (in, version) -> batcher.restore(in)));
        parts.add(new StatePart("probe", 1, out -> ExampleFormat.writeAll(probe, out), (in, version) -> {
            probe = ExampleFormat.readAll(in);
            probeBytes = bytes(probe);
        }));
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
        ConfigChanges changes;
        try {
            changes = JobConfigs.changes(trainedUnder, config);
        } catch (ConfigException e) {
            throw new IOException(
                    "the stored state of model " + model + " has a configuration that cannot be read: "
                            + e.getMessage(),
                    e);
        }
        if (!changes.refused().isEmpty()) {
            throw new IOException("model " + model + " was trained under another configuration: "
                    + ConfigChanges.describe(changes.refused())
                    + ". Set these as they were, or start the job without state");
        }
        if (!changes.applied().isEmpty()) {
            LOG.info("model {} goes on with: {}", model, ConfigChanges.describe(changes.applied()));
        }
        return !changes.applied().isEmpty();
    }

    @Override
    public void close() {
        learner.close();
    }
}
