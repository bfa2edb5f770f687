package io.rdrop.learn;

import io.rdrop.engine.UpdateResult;
import io.rdrop.tensor.TensorBatch;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Tells a model that has become useless from one that is good. With d the mean over a micro-batch of the model's loss
 * less that of a referee without inputs, it is suspected once
 *
 * <pre>  S &lt;- max(0, S + min(d, 10) - 1)</pre>
 *
 * <p>is above {@value #SUSPICION} (the cumulative sum test of E. S. Page, 1954): worse than the referee by more than a
 * margin, and for so long that it is no noise. A stream that changes can do that as well. So the model's last good
 * state, the reserve, then predicts the next {@value #TRIAL} examples, too: if it is better by more than the margin,
 * the model has diverged, and otherwise the stream is hard.
 *
 * <p>A model that is only a little worse than knowing nothing (all classes alike), but is so in {@value #BAD_PERIODS}
 * periods in a row, has diverged as well: any stream is followed in that time. So has one whose units have died: two
 * passes through dropout that agree exactly, in nearly all updates of a period and while there is something to learn,
 * have no unit left to drop.
 *
 * <p>Classes: -ln p(label); the referee has the shares of the classes among the latest 1,000 labels or so. Numbers,
 * which are standardised: ln(1 + e^2) of an error e, the loss of a Cauchy distribution, to which a wild target says as
 * much of the referee as of the model; the referee predicts the mean, 0. No loss counts for more than {@value #MOST}.
 */
public final class Divergence {
    static final int SUSPICION = 300;
    static final int TRIAL = 50;

    static final int BAD_PERIODS = 5;

    /** Share of updates whose passes agree from which on a period is not good, and from which on units have died. */
    private static final double MANY = 0.5;

    private static final double NEARLY_ALL = 0.95;
    /** Mean cross-entropy, below which passes may agree because both are sure. */
    private static final double LEARNED = 0.05;

    private static final double MARGIN = 1;
    private static final double CHANCE_MARGIN = 0.05;
    private static final double MOST_PER_BATCH = 10;
    private static final double MOST = 36;
    private static final double LEAST_PROBABILITY = Math.exp(-MOST);
    private static final double MEMORY = 1000;
    private static final double LARGE = 1e100;

    /** What a period of updates was like. */
    enum Period {
        /** Not over yet. */
        OPEN,
        /** Better than the referee. */
        GOOD,
        /** Neither. */
        POOR,
        /** The last of too many that were worse than knowing nothing, or one of dead units. */
        HOPELESS
    }

    /**
     * By how much predictions are worse, on average.
     *
     * @param overReferee than the referee's; NaN without a label
     * @param overChance than knowing nothing
     */
    public record Excess(double overReferee, double overChance) {}

    /** What the comparison with the reserve says. */
    enum Verdict {
        OPEN,
        CLEARED,
        DIVERGED
    }

    /** By class, each label weighing more than the one before it; none for numbers. */
    private final double[] shares;

    /** The referee's losses on the labels of one micro-batch, which are mostly the same few. */
    private final double[] ofLabel;

    private double sharesSum;
    private double weight = 1;
    private double suspicion;
    private long trialRows;
    private double trialLead;
    private long updates;
    private double excessSum;
    private double chanceSum;
    private int badPeriods;
    private long paired;
    private long agreed;
    private double errorSum;

    /** @param classes 0 for numbers */
    Divergence(int classes) {
        shares = new double[classes];
        ofLabel = new double[classes];
    }

    /** @param outputs probabilities, or numbers on the network's scale */
    Excess excess(TensorBatch batch, float[] outputs) {
        Arrays.fill(ofLabel, Double.NaN);
        double loss = 0;
        double ofReferee = 0;
        int rows = 0;
        for (int row = 0; row < batch.rows(); row++) {
            double target = batch.targets()[row];
            if (Double.isNaN(target)) {
                continue;
            }
            if (shares.length == 0) {
                loss += logError(outputs[row] - target);
                ofReferee += logError(target);
            } else {
                loss += logLoss(outputs[row * shares.length + (int) target]);
                ofReferee += referee((int) target);
            }
            rows++;
        }
        double chance = shares.length == 0 ? ofReferee / rows : Math.log(shares.length);
        return new Excess((loss - ofReferee) / rows, loss / rows - chance);
    }

    private static double logError(double error) {
        double loss = Math.log1p(error * error);
        return loss < MOST ? loss : MOST; // also where it is NaN
    }

    private static double logLoss(double probability) {
        return probability > LEAST_PROBABILITY ? -Math.log(probability) : MOST;
    }

    private double referee(int label) {
        if (Double.isNaN(ofLabel[label])) {
            ofLabel[label] = -Math.log((shares[label] + weight / shares.length) / (sharesSum + weight));
        }
        return ofLabel[label];
    }

    /**
     * By how much a model is worse on labels that it lost so much on.
     *
     * @param labels of classes
     * @param loss the sum of -ln p(label) over them
     */
    public Excess excess(int[] labels, double loss) {
        Arrays.fill(ofLabel, Double.NaN);
        double ofReferee = 0;
        for (int label : labels) {
            ofReferee += referee(label);
        }
        return new Excess((loss - ofReferee) / labels.length, loss / labels.length - Math.log(shares.length));
    }

    /**
     * Takes in the targets of a micro-batch, after it has been judged.
     *
     * @param targets of so many rows; NaN for none
     */
    public void observe(double[] targets, int rows) {
        for (int row = 0; row < rows && shares.length > 0; row++) {
            double target = targets[row];
            if (!Double.isNaN(target)) {
                weight *= 1 + 1 / MEMORY;
                shares[(int) target] += weight;
                sharesSum += weight;
            }
        }
        if (weight > LARGE) {
            for (int c = 0; c < shares.length; c++) {
                shares[c] /= weight;
            }
            sharesSum /= weight;
            weight = 1;
        }
    }

    /** Takes in an {@link #excess}. */
    void add(Excess excess) {
        suspicion = Math.max(0, suspicion + Math.min(excess.overReferee(), MOST_PER_BATCH) - MARGIN);
        updates++;
        excessSum += excess.overReferee();
        chanceSum += excess.overChance();
    }

    /** Takes in what an update with two passes and dropout measured. */
    void add(UpdateResult result) {
        if (result.alpha() > 0) {
            paired++;
            agreed += result.klDivergence() == 0 ? 1 : 0;
            errorSum += result.crossEntropy();
        }
    }

    boolean isSuspected() {
        return suspicion > SUSPICION;
    }

    /** Takes in the excess of a suspected model and of its reserve on so many examples. */
    Verdict compare(int rows, double own, double reserve) {
        trialRows += rows;
        trialLead += rows * (own - reserve);
        if (trialRows < TRIAL) {
            return Verdict.OPEN;
        }
        boolean isBetter = trialLead > MARGIN * trialRows;
        reset();
        return isBetter ? Verdict.DIVERGED : Verdict.CLEARED;
    }

    /** Begins anew, but for what is known of the labels. */
    void reset() {
        suspicion = 0;
        trialRows = 0;
        trialLead = 0;
        badPeriods = 0;
        nextPeriod();
    }

    private void nextPeriod() {
        updates = 0;
        excessSum = 0;
        chanceSum = 0;
        paired = 0;
        agreed = 0;
        errorSum = 0;
    }

    /** What the latest so many updates were like; if they are as many, the next period begins. */
    Period period(long length) {
        if (updates < length) {
            return Period.OPEN;
        }
        boolean isGood = suspicion == 0 && excessSum < 0 && agreed <= MANY * paired;
        boolean isDead = paired > 0 && agreed >= NEARLY_ALL * paired && errorSum > LEARNED * paired;
        badPeriods = chanceSum > CHANCE_MARGIN * updates ? badPeriods + 1 : 0;
        nextPeriod();
        return isDead || badPeriods >= BAD_PERIODS ? Period.HOPELESS : isGood ? Period.GOOD : Period.POOR;
    }

    void save(DataOutput out) throws IOException {
        out.writeInt(shares.length);
        for (double share : shares) {
            out.writeDouble(share);
        }
        out.writeDouble(sharesSum);
        out.writeDouble(weight);
        out.writeDouble(suspicion);
        out.writeLong(trialRows);
        out.writeDouble(trialLead);
        out.writeLong(updates);
        out.writeDouble(excessSum);
        out.writeDouble(chanceSum);
        out.writeInt(badPeriods);
        out.writeLong(paired);
        out.writeLong(agreed);
        out.writeDouble(errorSum);
    }

    void restore(DataInput in) throws IOException {
        int saved = in.readInt();
        if (saved != shares.length) {
            throw new IOException("state of a guard must have " + shares.length + " classes but had " + saved);
        }
        for (int c = 0; c < saved; c++) {
            shares[c] = in.readDouble();
        }
        sharesSum = in.readDouble();
        weight = in.readDouble();
        suspicion = in.readDouble();
        trialRows = in.readLong();
        trialLead = in.readDouble();
        updates = in.readLong();
        excessSum = in.readDouble();
        chanceSum = in.readDouble();
        badPeriods = in.readInt();
        paired = in.readLong();
        agreed = in.readLong();
        errorSum = in.readDouble();
    }
}
