package io.rdrop.session;

import io.rdrop.example.Score;
import io.rdrop.example.Scores;
import io.rdrop.example.StepReportForm;
import io.rdrop.example.TaskTerms;
import io.rdrop.registry.Prequential;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Decides which versions of a model {@code latest} must not move to, by scores alone: a restored run decides the same.
 *
 * <p>A version is compared with the last {@value #REFERENCES} that were served, and must be worse than each, over
 * windows that have no example in common: if they overlapped, a fall would be spread over many versions. It is worse if
 * its headline score fell by more than {@value #SIGMAS} standard errors of the difference, sqrt(v/n + w/m) with the
 * variances of {@link Scores#variance}, and no referee's fell by half as much: a fall that a referee shares is the
 * stream's. It is useless if its errors cost twice what knowing nothing costs.
 *
 * <p>A stream that has become harder for good must not hold its model back for good: after {@value #WINDOWS} windows in
 * a row none of which is worse than the one before by more than {@value #SIGMAS_OF_AGREEMENT} standard errors, a
 * version is served again, unless it is useless.
 */
final class VersionGuard {
    static final int WINDOWS = 3;
    private static final int REFERENCES = 3;
    private static final int SIGMAS = 4;
    private static final int SIGMAS_OF_AGREEMENT = 2;
    private static final double SHARED = 0.5;
    private static final double USELESS = 2;

    private final boolean isOn;
    private final double knowingNothing;
    /** Of versions that were served, latest last, and far enough back to be compared with. */
    private final Deque<Mark> references = new ArrayDeque<>();
    /** Of the first version that was served since; the next reference. */
    private @Nullable Mark next;
    /** Of the last window that was held back. */
    private @Nullable Mark held;

    private int heldWindows;

    private record Mark(long version, long scored, Scores window) {
        /** Whether the windows have no example in common. */
        boolean isBefore(Mark other) {
            return scored <= other.scored - other.window.examples();
        }
    }

    /**
     * Before a model's first version.
     *
     * @param isOn whether anything is ever held back
     * @param choices classes, tags or subwords that are told apart; 0 for numbers and bytes
     */
    VersionGuard(boolean isOn, int choices) {
        this.isOn = isOn;
        knowingNothing = choices == 0 ? Double.POSITIVE_INFINITY : Math.log(choices);
    }

    /**
     * Judges the next version.
     *
     * @param predictions of a few examples
     * @return why it is held back, for people; null if it is not
     */
    @Nullable
    String judge(long version, Prequential scores, float[] predictions) {
        if (isOn && !areFinite(predictions)) {
            return "what it predicts is not finite";
        }
        Mark now = new Mark(version, scores.cumulative().examples(), scores.window());
        if (now.window().examples() == 0) {
            return null;
        }
        if (next != null && next.isBefore(now)) {
            references.addLast(next);
            if (references.size() > REFERENCES) {
                references.removeFirst();
            }
            next = null;
        }
        String fault = isOn ? fault(now) : null;
        if (fault != null && !isTheStreams(now)) {
            return fault;
        }
        if (fault != null) {
            references.clear();
            next = null;
        }
        held = null;
        heldWindows = 0;
        next = next == null ? now : next;
        return null;
    }

    /** Whether the fall has lasted for long enough to be taken for the stream's. */
    private boolean isTheStreams(Mark now) {
        if (held == null || held.isBefore(now)) {
            heldWindows = held == null || agree(held, now) ? heldWindows + 1 : 1;
            held = now;
        }
        return heldWindows >= WINDOWS && !isUseless(now.window());
    }

    private static boolean agree(Mark before, Mark now) {
        Score headline = TaskTerms.of(now.window()).headline();
        return fall(headline, before, now)
                <= SIGMAS_OF_AGREEMENT * Math.sqrt(variance(headline, before) + variance(headline, now));
    }

    /** Null unless it is worse than every reference: the window of one may have been a lucky one. */
    private @Nullable String fault(Mark now) {
        String fault = null;
        for (Mark reference : references) {
            fault = fault(reference, now);
            if (fault == null) {
                return null;
            }
        }
        return fault;
    }

    private @Nullable String fault(Mark before, Mark now) {
        Score headline = TaskTerms.of(now.window()).headline();
        if (!Double.isFinite(now.window().get(headline))) {
            return "its " + headline.key() + " is not finite";
        }
        if (isUseless(now.window()) && !isUseless(before.window())) {
            return said("it has become worse than knowing nothing", cost(now.window()), now, before);
        }
        double fall = fall(headline, before, now);
        if (!(fall > SIGMAS * Math.sqrt(variance(headline, before) + variance(headline, now)))) {
            return null;
        }
        if (headline.referees().stream().anyMatch(referee -> fall(referee, before, now) >= SHARED * fall)) {
            return null;
        }
        return said("its score is worse by more than noise, and its referees' are not", headline, now, before);
    }

    /** By how much a score is worse than it was. */
    private static double fall(Score score, Mark before, Mark now) {
        double higher = before.window().get(score) - now.window().get(score);
        return score.isHigherBetter() ? higher : -higher;
    }

    /** Of the mean over the window; a share of 0 or 1 is as sure as one example more or less allows. */
    private static double variance(Score score, Mark mark) {
        double examples = mark.window().examples();
        double oneMore = score.isInUnitsOfTarget() ? 0 : 1 / (examples * examples);
        return mark.window().variance(score) / examples + oneMore;
    }

    /** The score that grows without bound as a model goes wrong. */
    private static Score cost(Scores window) {
        return switch (TaskTerms.of(window)) {
            case CLASSES -> Score.LOG_LOSS;
            case NUMBERS -> Score.MAE;
            case TEXTS -> Score.BITS_PER_CHARACTER;
            case TAGS, TRANSLATIONS, SUMMARIES -> Score.TOKEN_LOG_LOSS;
        };
    }

    /** What it costs to know nothing: all choices alike, the mean of all numbers, the frequencies of all bytes. */
    private double nothing(Scores window) {
        return switch (cost(window)) {
            case MAE -> window.get(Score.RUNNING_MEAN_MAE);
            case BITS_PER_CHARACTER -> window.get(Score.FREQUENCIES_BITS_PER_CHARACTER);
            default -> knowingNothing;
        };
    }

    private boolean isUseless(Scores window) {
        return window.get(cost(window)) > USELESS * nothing(window);
    }

    private static String said(String fault, Score score, Mark now, Mark before) {
        return String.format(
                Locale.ROOT,
                "%s: %s %.4f over its last %d examples, %.4f over those of version %d",
                fault,
                score.key(),
                now.window().get(score),
                now.window().examples(),
                before.window().get(score),
                before.version());
    }

    private static boolean areFinite(float[] predictions) {
        for (float prediction : predictions) {
            if (!Float.isFinite(prediction)) {
                return false;
            }
        }
        return true;
    }

    void save(DataOutput out) throws IOException {
        out.writeInt(references.size());
        for (Mark reference : references) {
            write(reference, out);
        }
        write(next, out);
        write(held, out);
        out.writeInt(heldWindows);
    }

    void restore(DataInput in) throws IOException {
        references.clear();
        for (int left = in.readInt(); left > 0; left--) {
            references.addLast(Objects.requireNonNull(read(in), "reference"));
        }
        next = read(in);
        held = read(in);
        heldWindows = in.readInt();
    }

    private static void write(@Nullable Mark mark, DataOutput out) throws IOException {
        out.writeBoolean(mark != null);
        if (mark != null) {
            out.writeLong(mark.version());
            out.writeLong(mark.scored());
            StepReportForm.writeScores(mark.window(), out);
        }
    }

    private static @Nullable Mark read(DataInput in) throws IOException {
        return in.readBoolean() ? new Mark(in.readLong(), in.readLong(), StepReportForm.readScores(in)) : null;
    }
}
