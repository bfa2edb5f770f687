package io.rdrop.late;

import static io.rdrop.late.Tally.Count.CONFIRMED;
import static io.rdrop.late.Tally.Count.CORRECTED;
import static io.rdrop.late.Tally.Count.DUPLICATE_EVENTS;
import static io.rdrop.late.Tally.Count.DUPLICATE_LABELS;
import static io.rdrop.late.Tally.Count.LABELS_WITHOUT_EVENTS;
import static io.rdrop.late.Tally.Count.MATCHED;
import static io.rdrop.late.Tally.Count.NO_ROOM;
import static io.rdrop.late.Tally.Count.OUT_OF_TIME;
import static io.rdrop.late.Tally.Count.SERVED_UNSCORED;
import static io.rdrop.late.Tally.Count.TIMED_OUT;

import io.rdrop.config.JobConfig;
import io.rdrop.config.LabelsConfig;
import io.rdrop.config.OnTimeout;
import io.rdrop.example.Example;
import io.rdrop.example.RejectionReason;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Joins the events of one model with their labels, and with what was served: an example is learned when its label
 * comes. It is given arrivals in their order, and what it does is told by these alone. An id is remembered for {@code
 * labels.wait} after its event and label were both there, so that second ones are known as such.
 *
 * <p>With {@code labels.correction} an event that was learned as the class of a time-out is kept for so long, and
 * learned once more if a label of another class comes. When its time was over is told by its own time, and not by when
 * that was noticed. Not thread-safe.
 */
public final class LabelJoin {
    private static final int FORMAT = 1;
    /** With events that may be corrected. */
    private static final int FORMAT_CORRECTED = 2;

    private final long patienceMs;
    private final long maxBytes;
    private final OnTimeout onTimeout;
    private final double timeoutTarget;

    /** Events without labels, labels without events, predictions without either. */
    private final WaitingRoom waiting = new WaitingRoom();
    /** Ids that have had both. */
    private final WaitingRoom matched = new WaitingRoom();

    /** Ids of events that were learned as the class of a time-out, since the end of their time. */
    private final WaitingRoom corrigible = new WaitingRoom();

    private final LateShares shares = new LateShares();
    /** Less than 0: nothing is corrected. */
    private final long correctionMs;

    private final Tally tally = new Tally();
    private final ServedScores scores;
    private long nowMs = Long.MIN_VALUE;
    private long waitingEvents;
    /** Not in the state: it is asked for only while something is decided. */
    private long decidingMs = Long.MIN_VALUE;

    /** A model of which nothing has come yet. */
    public LabelJoin(JobConfig config) {
        LabelsConfig labels = config.labels();
        patienceMs = labels.patience().toMillis();
        maxBytes = labels.maxBytes();
        onTimeout = labels.onTimeout();
        correctionMs = labels.correction() == null ? -1 : labels.correction().toMillis();
        timeoutTarget = labels.timeoutClass() == null
                ? Example.UNLABELLED
                : config.label().classes().indexOf(labels.timeoutClass());
        scores = new ServedScores(config.label().classes().size());
    }

    /** The next arrival; one that is earlier than the last is taken as if it had come at that one's time. */
    public void take(Arrival arrival, Fates fates) {
        if (arrival.timeMs() < nowMs) {
            tally.add(OUT_OF_TIME);
        }
        nowMs = Math.max(nowMs, arrival.timeMs());
        decidingMs = nowMs;
        releaseBefore(nowMs, fates);
        switch (arrival.kind()) {
            case EVENT -> event(arrival, fates);
            case LABEL -> label(arrival, fates);
            case PREDICTION -> prediction(arrival);
        }
        while (heldBytes() > maxBytes) {
            releaseOldest(fates);
        }
    }

    /** No further arrival will be of this time or an earlier one: whose time was over by then is let go. */
    public void passed(long timeMs, Fates fates) {
        if (timeMs > nowMs && nowMs > Long.MIN_VALUE) {
            decidingMs = timeMs;
            releaseBefore(timeMs == Long.MAX_VALUE ? timeMs : timeMs + 1, fates);
        }
    }

    private void event(Arrival event, Fates fates) {
        @Nullable Waiting known = waiting.get(event.id());
        if (matched.get(event.id()) != null
                || corrigible.get(event.id()) != null
                || (known != null && known.event != null)) {
            tally.add(DUPLICATE_EVENTS);
            fates.unmatched(
                    event.position(), RejectionReason.DUPLICATE_EVENT, "an event of id " + event.id() + " came before");
            return;
        }
        @Nullable Arrival label = known == null ? null : known.label;
        if (event.bringsLabel()) {
            if (label != null) {
                duplicate(label, fates);
            }
            Example example = event.example();
            match(event.id(), known, example.target());
            fates.learn(example, null);
        } else if (label != null) {
            match(event.id(), known, label.target());
            fates.learn(event.example(label), label.position());
        } else {
            Waiting now = again(event.id(), known);
            now.event = event;
            waiting.add(now);
            waitingEvents++;
        }
    }

    private void label(Arrival label, Fates fates) {
        @Nullable Waiting learned = corrigible.get(label.id());
        if (learned != null && learned.event != null) {
            correct(learned, learned.event, label, fates);
            return;
        }
        @Nullable Waiting known = waiting.get(label.id());
        if (matched.get(label.id()) != null || (known != null && known.label != null)) {
            duplicate(label, fates);
            return;
        }
        @Nullable Arrival event = known == null ? null : known.event;
        if (event != null) {
            match(label.id(), known, label.target());
            fates.learn(event.example(label), label.position());
        } else {
            Waiting now = again(label.id(), known);
            now.label = label;
            waiting.add(now);
        }
    }

    private void correct(Waiting learned, Arrival event, Arrival label, Fates fates) {
        corrigible.remove(learned);
        remember(label.id(), learned.prediction, label.target());
        if (label.target() == timeoutTarget) {
            tally.add(CONFIRMED);
            fates.confirmed(label.position());
        } else {
            tally.add(CORRECTED);
            shares.later();
            fates.learn(event.example(label), label.position());
        }
    }

    private void duplicate(Arrival label, Fates fates) {
        tally.add(DUPLICATE_LABELS);
        fates.unmatched(
                label.position(), RejectionReason.DUPLICATE_LABEL, "the event of id " + label.id() + " has a label");
    }

    private void prediction(Arrival prediction) {
        @Nullable Waiting done = matched.get(prediction.id());
        if (done != null) {
            if (done.prediction == null && !Double.isNaN(done.target)) {
                score(prediction, done.target);
                matched.remove(done);
                done.target = Double.NaN; // a second prediction of it is none
                matched.add(done);
            } else {
                tally.add(SERVED_UNSCORED);
            }
            return;
        }
        @Nullable Waiting learned = corrigible.get(prediction.id());
        if (learned != null) {
            if (learned.prediction == null) {
                corrigible.put(learned, prediction);
            } else {
                tally.add(SERVED_UNSCORED);
            }
            return;
        }
        @Nullable Waiting known = waiting.get(prediction.id());
        if (known == null) {
            Waiting now = new Waiting(prediction.id(), nowMs);
            now.prediction = prediction;
            waiting.add(now);
        } else if (known.prediction == null) {
            waiting.put(known, prediction);
        } else {
            tally.add(SERVED_UNSCORED);
        }
    }

    /** What was known of an id, out of the room, to come in again at the end of it. */
    private Waiting again(String id, @Nullable Waiting known) {
        Waiting now = new Waiting(id, nowMs);
        if (known != null) {
            waiting.remove(known);
            now.prediction = known.prediction;
        }
        return now;
    }

    private void match(String id, @Nullable Waiting known, double target) {
        tally.add(MATCHED);
        if (known != null) {
            waiting.remove(known);
            waitingEvents -= known.event == null ? 0 : 1;
        }
        if (correctionMs >= 0) {
            shares.inTime(target == timeoutTarget);
        }
        remember(id, known == null ? null : known.prediction, target);
    }

    /** The id is done with; an answer that is there is scored, and one that comes later will be. */
    private void remember(String id, @Nullable Arrival prediction, double target) {
        Waiting done = new Waiting(id, nowMs);
        if (prediction != null) {
            score(prediction, target);
        } else {
            done.target = target;
        }
        matched.add(done);
    }

    private void score(Arrival prediction, double target) {
        if (!scores.add(prediction.served(), target)) {
            tally.add(SERVED_UNSCORED);
        }
    }

    private void releaseBefore(long timeMs, Fates fates) {
        for (Waiting over = over(waiting, timeMs, patienceMs); over != null; over = over(waiting, timeMs, patienceMs)) {
            release(over, TIMED_OUT, fates);
        }
        for (Waiting over = over(matched, timeMs, patienceMs); over != null; over = over(matched, timeMs, patienceMs)) {
            matched.remove(over);
        }
        for (Waiting over = over(corrigible, timeMs, correctionMs);
                over != null;
                over = over(corrigible, timeMs, correctionMs)) {
            forget(over);
        }
    }

    /** What was learned as the class of a time-out stays learned so. */
    private void forget(Waiting learned) {
        corrigible.remove(learned);
        if (learned.prediction != null) {
            tally.add(SERVED_UNSCORED);
        }
    }

    private static @Nullable Waiting over(WaitingRoom room, long timeMs, long forMs) {
        @Nullable Waiting oldest = room.oldest();
        return oldest != null && timeMs - oldest.sinceMs > forMs ? oldest : null;
    }

    private void releaseOldest(Fates fates) {
        @Nullable Waiting first = waiting.oldest();
        @Nullable Waiting done = matched.oldest();
        @Nullable Waiting learned = corrigible.oldest();
        if (learned != null) { // what was learned already costs the least
            forget(learned);
        } else if (done != null && (first == null || done.sinceMs < first.sinceMs)) {
            matched.remove(done);
        } else if (first != null) {
            release(first, NO_ROOM, fates);
        }
    }

    private void release(Waiting gone, Tally.Count why, Fates fates) {
        waiting.remove(gone);
        boolean isKept = gone.event != null && why == TIMED_OUT && correctionMs >= 0;
        if (gone.prediction != null && !isKept) {
            tally.add(SERVED_UNSCORED);
        }
        String because = why == NO_ROOM ? " when there was no more room (labels.max-bytes)" : " within labels.wait";
        if (gone.label != null) {
            tally.add(LABELS_WITHOUT_EVENTS);
            fates.unmatched(
                    gone.label.position(),
                    RejectionReason.LABEL_WITHOUT_EVENT,
                    "no event of id " + gone.id + " had come" + because);
        }
        if (gone.event != null) {
            waitingEvents--;
            tally.add(why);
            if (onTimeout == OnTimeout.DROP) {
                fates.unmatched(
                        gone.event.position(),
                        RejectionReason.EVENT_WITHOUT_LABEL,
                        "no label of id " + gone.id + " had come" + because);
            } else {
                Example example = gone.event.example(timeoutTarget);
                fates.learn(isKept ? corrigible(gone, gone.event, example) : example, null);
            }
        }
    }

    /** Keeps an event that is learned as the class of a time-out. */
    private Example corrigible(Waiting gone, Arrival event, Example example) {
        Waiting kept = new Waiting(gone.id, gone.sinceMs + patienceMs);
        kept.event = event;
        kept.prediction = gone.prediction;
        corrigible.add(kept);
        double odds = shares.odds();
        shares.timedOut();
        return example.withTimeoutOdds(odds);
    }

    /** What has been counted so far. */
    public Tally tally() {
        return tally;
    }

    /** How good the answers were. */
    public ServedScores scores() {
        return scores;
    }

    /** The time at which what was decided last was decided, of the records. */
    public long decidingMs() {
        return decidingMs;
    }

    /** Events that wait for their labels. */
    public long waitingEvents() {
        return waitingEvents;
    }

    /** Bytes of what waits and what is remembered, of which {@code labels.max-bytes} is the bound. */
    public long heldBytes() {
        return waiting.bytes() + matched.bytes() + corrigible.bytes();
    }

    /** For how long the oldest has waited, milliseconds of the records' time; 0 if nothing waits. */
    public long oldestWaitMs() {
        @Nullable Waiting oldest = waiting.oldest();
        return oldest == null ? 0 : nowMs - oldest.sinceMs;
    }

    /** Writes all of it; a restored one goes on exactly where this one stands. */
    public void save(DataOutput out) throws IOException {
        boolean corrects = correctionMs >= 0;
        out.writeInt(corrects ? FORMAT_CORRECTED : FORMAT);
        out.writeLong(nowMs);
        out.writeLong(waitingEvents);
        tally.save(out);
        scores.save(out);
        waiting.save(out);
        matched.save(out);
        if (corrects) {
            corrigible.save(out);
            shares.save(out);
        }
    }

    /** Replaces the content by what {@link #save} wrote. */
    public void restore(DataInput in) throws IOException {
        int format = in.readInt();
        if (format != FORMAT && format != FORMAT_CORRECTED) {
            throw new IOException("the format of waiting events must be " + FORMAT + " or " + FORMAT_CORRECTED
                    + " but was " + format);
        }
        nowMs = in.readLong();
        waitingEvents = in.readLong();
        tally.restore(in);
        scores.restore(in);
        waiting.restore(in);
        matched.restore(in);
        if (format == FORMAT_CORRECTED) {
            corrigible.restore(in);
            shares.restore(in);
        }
    }
}
