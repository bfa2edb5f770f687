package io.rdrop.drift;

import io.rdrop.config.DriftAction;
import io.rdrop.config.DriftConfig;
import io.rdrop.config.DriftDetectorConfig;
import io.rdrop.config.DriftQuantity;
import io.rdrop.config.JobConfig;
import io.rdrop.evaluate.RowMeasure;
import io.rdrop.example.DriftReport;
import io.rdrop.learn.RowListener;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Watches one model for drift: each detector is given its number of each row as it is predicted, and what a drift does
 * is told by what was signalled alone. So a run that dies, and one that is done again, signal and act the same. All of
 * it is a part of the training state. Not thread-safe.
 */
public final class DriftWatch implements RowListener {
    /** The part of the state. */
    public static final String PART = "drift";

    /** Version of the form that is written. */
    public static final int VERSION = 1;

    /** Signals that wait for a report; only a pause whose records are predicted lets them add up. */
    private static final int MOST_MARKS = 1_000;

    private DriftConfig config = DriftConfig.none();
    private final List<Watcher> watchers = new ArrayList<>();
    private final List<DriftReport.Mark> marks = new ArrayList<>();
    private long examples;
    private long actsUntil;
    private boolean asksForSnapshot;
    private boolean hasDrifted;

    /** Of a model that has seen nothing yet. */
    public DriftWatch(JobConfig config) {
        configure(config);
    }

    /** Goes on with other settings; detectors that stay as they are keep what they know. */
    public void configure(JobConfig job) {
        config = job.drift();
        List<Watcher> before = List.copyOf(watchers);
        watchers.clear();
        for (DriftDetectorConfig wanted : config.watching(job.task())) {
            watchers.add(before.stream()
                    .filter(watcher -> watcher.config().equals(wanted))
                    .findFirst()
                    .orElseGet(() -> new Watcher(wanted)));
        }
    }

    @Override
    public boolean listens() {
        return !watchers.isEmpty();
    }

    @Override
    public void row(RowMeasure measure) {
        feed(DriftQuantity.ERROR, measure.error());
        feed(DriftQuantity.LOG_LOSS, measure.logLoss());
        feed(DriftQuantity.ENTROPY, measure.entropy());
    }

    @Override
    public void passes(double klDivergence) {
        feed(DriftQuantity.KL, klDivergence);
    }

    private void feed(DriftQuantity on, double value) {
        if (!Double.isFinite(value)) {
            return;
        }
        for (Watcher watcher : watchers) {
            DriftReport.@Nullable Mark mark = watcher.config().on() == on ? watcher.update(value, action()) : null;
            if (mark != null) {
                hasDrifted |= mark.signal().equals(DriftReport.DRIFT);
                marks.add(mark);
                if (marks.size() > MOST_MARKS) {
                    marks.remove(0);
                }
            }
        }
    }

    private String action() {
        return config.action().name().toLowerCase(Locale.ROOT);
    }

    /**
     * A micro-batch was learned: what is to be reported of it. If there was a drift, the action begins with the next
     * one.
     *
     * @param learned examples so far
     */
    public DriftReport after(long learned) {
        examples = learned;
        if (hasDrifted) {
            hasDrifted = false;
            if (changesSettings()) {
                actsUntil = examples + config.examples();
            }
            asksForSnapshot |= config.action() == DriftAction.SNAPSHOT;
        }
        DriftReport report =
                new DriftReport(watchers.stream().map(Watcher::report).toList(), marks, acts());
        marks.clear();
        return report;
    }

    private boolean changesSettings() {
        return config.action() == DriftAction.SHARE || config.action() == DriftAction.RATES;
    }

    private boolean acts() {
        return changesSettings() && examples < actsUntil;
    }

    /**
     * Settings that are to be other than a configuration says, because of a drift: path to value.
     *
     * @param now the configuration with all that was asked
     */
    public Map<String, String> settings(JobConfig now) {
        return acts() ? rehearsed(now) : Map.of();
    }

    /** The same, as if there were a drift. */
    public Map<String, String> rehearsed(JobConfig now) {
        if (!changesSettings()) {
            return Map.of();
        }
        if (config.action() == DriftAction.SHARE) {
            return Map.of(
                    "pool.share",
                    String.valueOf(Math.max(config.share(), now.pool().share())));
        }
        return now.hasPool()
                ? Map.of("pool.rates", String.valueOf(now.pool().rates() * config.factor()))
                : Map.of(
                        "model.updater.learning-rate",
                        String.valueOf(now.model().updater().stepSize() * config.factor()));
    }

    /** Whether a version is asked for, until {@link #tookSnapshot}. */
    public boolean asksForSnapshot() {
        return asksForSnapshot;
    }

    /** A version was made. */
    public void tookSnapshot() {
        asksForSnapshot = false;
    }

    /** Writes all of it. */
    public void save(DataOutput out) throws IOException {
        out.writeLong(examples);
        out.writeLong(actsUntil);
        out.writeBoolean(asksForSnapshot);
        out.writeBoolean(hasDrifted);
        out.writeInt(marks.size());
        for (DriftReport.Mark mark : marks) {
            out.writeUTF(mark.detector());
            out.writeUTF(mark.on());
            out.writeUTF(mark.signal());
            out.writeLong(mark.values());
            out.writeDouble(mark.before());
            out.writeDouble(mark.estimate());
            out.writeUTF(mark.action());
        }
        out.writeInt(watchers.size());
        for (Watcher watcher : watchers) {
            out.writeUTF(watcher.name());
            byte[] bytes = watcher.bytes();
            out.writeInt(bytes.length);
            out.write(bytes);
        }
    }

    /**
     * Reads what {@link #save} wrote. Detectors that are configured otherwise by now begin anew.
     *
     * @throws IOException if it is damaged
     */
    public void restore(DataInput in) throws IOException {
        examples = in.readLong();
        actsUntil = in.readLong();
        asksForSnapshot = in.readBoolean();
        hasDrifted = in.readBoolean();
        marks.clear();
        for (int left = in.readInt(); left > 0; left--) {
            marks.add(new DriftReport.Mark(
                    in.readUTF(),
                    in.readUTF(),
                    in.readUTF(),
                    in.readLong(),
                    in.readDouble(),
                    in.readDouble(),
                    in.readUTF()));
        }
        for (int left = in.readInt(); left > 0; left--) {
            String name = in.readUTF();
            byte[] bytes = new byte[in.readInt()];
            in.readFully(bytes);
            for (Watcher watcher : watchers) {
                if (watcher.name().equals(name)) {
                    watcher.restore(bytes);
                }
            }
        }
    }
}
