package io.rdrop.late;

import io.rdrop.config.JobConfig;
import io.rdrop.state.StatePart;
import io.rdrop.state.StateParts;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The events and labels of one model: those whose turn has not come, and those that were joined or wait for it. */
public final class LateModel {
    private final String model;
    private final TimeOrder ahead = new TimeOrder();
    private final LabelJoin join;
    private boolean dirty = true;

    /** Of which nothing has come yet. */
    public LateModel(String model, JobConfig config) {
        this.model = model;
        join = new LabelJoin(config);
    }

    /** One more arrival, in any order; it is taken when its turn has come. */
    public void add(Arrival arrival) {
        ahead.add(arrival);
        dirty = true;
    }

    /**
     * Takes all that have arrived of a time.
     *
     * @param timeMs there will be none of this time any more, nor of an earlier one; {@link Long#MAX_VALUE}: the
     *     topics have ended, which is over for nobody who still waits
     */
    public void advance(long timeMs, Fates fates) {
        for (@Nullable Arrival next = ahead.poll(timeMs); next != null; next = ahead.poll(timeMs)) {
            join.take(next, fates);
            dirty = true;
        }
        if (timeMs < Long.MAX_VALUE) {
            long before = join.heldBytes();
            join.passed(timeMs, fates);
            dirty |= join.heldBytes() != before;
        }
    }

    public String model() {
        return model;
    }

    /** The time of the last one whose turn has not come; {@link Long#MIN_VALUE} if there is none. */
    public long lastAheadMs() {
        return ahead.lastMs();
    }

    /** Arrivals whose turn has not come. */
    public int ahead() {
        return ahead.size();
    }

    /** Those that were joined or wait for it. */
    public LabelJoin join() {
        return join;
    }

    /** True if {@link #save} would write something else than the last time. */
    public boolean isDirty() {
        return dirty;
    }

    /** Saves all of it; returns its length in bytes. */
    public long save(StateParts state) throws IOException {
        long length = state.save(parts());
        dirty = false;
        return length;
    }

    /** Replaces the content by what {@link #save} wrote. */
    public void restore(StateParts state) throws IOException {
        state.restore(parts());
        dirty = false;
    }

    private List<StatePart> parts() {
        return List.of(
                new StatePart("ahead", 1, ahead::save, (in, version) -> ahead.restore(in)),
                new StatePart("join", 1, join::save, (in, version) -> join.restore(in)));
    }
}
