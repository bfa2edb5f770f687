package io.rdrop.challenge;

import io.rdrop.config.ChallengerConfig;
import io.rdrop.config.JobConfig;
import io.rdrop.config.Promotion;
import io.rdrop.config.TaskType;
import io.rdrop.evaluate.RowMeasure;
import io.rdrop.learn.RowListener;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/**
 * Which of two learners of one model predicts better: the champion, which is served, or its challenger. Both predict
 * each record before they learn it; of each record the champion's loss less the challenger's is one number for
 * {@link EmpiricalBernstein}, so that the mean is the challenger's advantage:
 *
 * <pre>
 *   classes, tags, texts   -ln p(label) of one less that of the other, in nats
 *   numbers                difference of squared errors, divided by the mean of all squared errors before it
 * </pre>
 *
 * cut to [-{@code most-difference}, {@code most-difference}]. Of numbers the first {@value #SCALED_BY} records say the
 * scale only. A record that one of them cannot be scored on counts for neither.
 *
 * <p>A comparison ends when what is compared changes, and the next one begins with the next record. All of it is a part
 * of the training state, and no clock is asked: whatever dies or is done again decides the same. Not thread-safe.
 */
public final class Comparison {
    /** The part of the state. */
    public static final String PART = "comparison";

    /** Version of the form that is written. */
    public static final int VERSION = 1;

    private static final int SCALED_BY = 30;

    private final boolean isOfNumbers;
    private final ChallengerConfig config;
    private EmpiricalBernstein advantage;
    private boolean isOn;
    private long number;
    private long firstVersion;
    private boolean follows;
    private final Side champion = new Side();
    private final Side challenger = new Side();
    private long scaledBy;
    private double squares;
    private long promotions;
    private long rollbacks;

    /** One of the two, and its losses that the other has none beside yet. */
    private final class Side implements RowListener {
        private final Deque<Double> ahead = new ArrayDeque<>();
        /** Rows still to come that were there before the comparison began. */
        private long before;

        @Override
        public boolean listens() {
            return isOn;
        }

        @Override
        public void row(RowMeasure measure) {
            if (before > 0) {
                before--;
            } else if (isOn) {
                ahead.add(loss(measure));
                pair();
            }
        }

        @Override
        public void passes(double klDivergence) {
            // a loss is what is compared
        }

        void begin(long rowsBefore) {
            ahead.clear();
            before = rowsBefore;
        }

        void save(DataOutput out) throws IOException {
            out.writeLong(before);
            out.writeInt(ahead.size());
            for (double loss : ahead) {
                out.writeDouble(loss);
            }
        }

        void restore(DataInput in) throws IOException {
            before = in.readLong();
            ahead.clear();
            for (int left = in.readInt(); left > 0; left--) {
                ahead.add(in.readDouble());
            }
        }
    }

    /** None yet. */
    public Comparison(JobConfig job) {
        isOfNumbers = job.task().target() == TaskType.Target.NUMBER;
        config = job.challenger();
        advantage = new EmpiricalBernstein(config.mostDifference());
    }

    /** Is to be told of each row of the champion. */
    public RowListener champion() {
        return champion;
    }

    /** Is to be told of each row of the challenger. */
    public RowListener challenger() {
        return challenger;
    }

    /**
     * A new comparison begins with the next record; the one before, if there was one, is over.
     *
     * @param ofChampion records that came before, and that the champion has not predicted yet
     * @param ofChallenger the same of the challenger
     * @param version the first one that the challenger will have within it
     */
    public void begin(long ofChampion, long ofChallenger, long version) {
        isOn = true;
        number++;
        follows = false;
        firstVersion = version;
        champion.begin(ofChampion);
        challenger.begin(ofChallenger);
        advantage = new EmpiricalBernstein(config.mostDifference());
        scaledBy = 0;
        squares = 0;
    }

    /** There is nothing to be compared any more. */
    public void end() {
        isOn = false;
        champion.begin(0);
        challenger.begin(0);
        advantage = new EmpiricalBernstein(config.mostDifference());
    }

    /** The challenger was promoted: to be told after {@link #begin} of what follows. */
    public void promoted(boolean isRollback) {
        follows = !isRollback;
        if (isRollback) {
            rollbacks++;
        } else {
            promotions++;
        }
    }

    private double loss(RowMeasure measure) {
        return isOfNumbers ? measure.error() * measure.error() : measure.logLoss();
    }

    private void pair() {
        while (!champion.ahead.isEmpty() && !challenger.ahead.isEmpty()) {
            compare(champion.ahead.remove(), challenger.ahead.remove());
        }
    }

    private void compare(double ofChampion, double ofChallenger) {
        if (Double.isNaN(ofChampion) || Double.isNaN(ofChallenger)) {
            return; // one of them has no score for it
        }
        double most = config.mostDifference();
        double difference = ofChampion == ofChallenger ? 0 : ofChampion - ofChallenger; // infinite ones, too
        if (!isOfNumbers) {
            advantage.add(Math.max(-most, Math.min(most, difference)));
            return;
        }
        double scale = squares / Math.max(1, scaledBy);
        if (scaledBy >= SCALED_BY && scale > 0) {
            advantage.add(Math.max(-most, Math.min(most, difference / scale)));
        }
        double mean = (ofChampion + ofChallenger) / 2;
        if (Double.isFinite(mean)) {
            squares += mean;
            scaledBy++;
        }
    }

    /** Whether anything is compared. */
    public boolean isOn() {
        return isOn;
    }

    /** Which comparison of the model it is, from 1 on. */
    public long number() {
        return number;
    }

    /** The first version of the challenger within it. */
    public long firstVersion() {
        return firstVersion;
    }

    /** Records that both were scored on. */
    public long rows() {
        return advantage.count();
    }

    /** The challenger's advantage: how much lower its mean loss is; 0 before the first record. */
    public double advantage() {
        return advantage.mean();
    }

    /** The lower confidence bound of the advantage. */
    public double lower() {
        return advantage.lower(config.confidence());
    }

    /** How often the model's challenger was promoted. */
    public long promotions() {
        return promotions;
    }

    /** How often a promotion was taken back. */
    public long rollbacks() {
        return rollbacks;
    }

    /** Whether the challenger is found to be better. */
    public boolean isWon() {
        return isOn && advantage.isPositive(config.confidence());
    }

    /** Whether the champion was promoted so lately that the one before it is gone back to if it is better. */
    public boolean isWatching() {
        return isOn && follows && rows() <= config.watch();
    }

    /** Whether the two are to change places now, without anybody asking. */
    public boolean isDecided() {
        return (isWatching() || config.promote() == Promotion.AUTO) && isWon();
    }

    /** What is known so far, for people. */
    public String describe() {
        return String.format(
                Locale.ROOT,
                "over %d records its loss is lower by %.5f %s, at least by %.5f with a confidence of %s",
                rows(),
                advantage(),
                isOfNumbers ? "of the mean squared error" : "nats",
                lower(),
                config.confidence());
    }

    /** Writes all of it. */
    public void save(DataOutput out) throws IOException {
        out.writeBoolean(isOn);
        out.writeLong(number);
        out.writeLong(firstVersion);
        out.writeBoolean(follows);
        out.writeLong(promotions);
        out.writeLong(rollbacks);
        out.writeDouble(config.mostDifference());
        champion.save(out);
        challenger.save(out);
        out.writeLong(scaledBy);
        out.writeDouble(squares);
        advantage.save(out);
    }

    /**
     * Reads what {@link #save} wrote. If {@code most-difference} is another one by now, what was measured before does
     * not count.
     *
     * @throws IOException if it is damaged
     */
    public void restore(DataInput in) throws IOException {
        isOn = in.readBoolean();
        number = in.readLong();
        firstVersion = in.readLong();
        follows = in.readBoolean();
        promotions = in.readLong();
        rollbacks = in.readLong();
        double most = in.readDouble();
        champion.restore(in);
        challenger.restore(in);
        scaledBy = in.readLong();
        squares = in.readDouble();
        advantage = new EmpiricalBernstein(config.mostDifference());
        advantage.restore(in);
        if (most != config.mostDifference()) {
            advantage = new EmpiricalBernstein(config.mostDifference());
        }
    }
}
