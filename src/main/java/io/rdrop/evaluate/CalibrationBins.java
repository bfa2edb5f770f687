package io.rdrop.evaluate;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Expected calibration error (Naeini, Cooper and Hauskrecht, Obtaining Well Calibrated Probabilities Using Bayesian
 * Binning, 2015; Guo et al., On Calibration of Modern Neural Networks, 2017, Eq. 3): over bins b of the confidence,
 * which is the probability of the predicted class,
 *
 * <pre>
 *   ECE = sum_b n_b / n |accuracy_b - confidence_b|
 * </pre>
 *
 * with {@value #BINS} bins of equal width, (0, 1/15] to (14/15, 1]. Confidences are whole numbers of 2^-24, the
 * resolution of float32 below 1: their sums are exact, so that taking an outcome out undoes putting it in.
 */
final class CalibrationBins {
    static final int BINS = 15;

    /** A confidence of 1. */
    static final int ONE = 1 << 24;

    /** By bin: sum of the confidences, less {@link #ONE} for each hit. */
    private final long[] excess;

    CalibrationBins() {
        this(new long[BINS]);
    }

    private CalibrationBins(long[] excess) {
        this.excess = excess;
    }

    CalibrationBins copy() {
        return new CalibrationBins(excess.clone());
    }

    /** A confidence in units of 2^-24; NaN and what is below 0 count as 0, what is above 1 as 1. */
    static int scaled(float confidence) {
        return confidence > 0 ? Math.round(Math.min(confidence, 1) * ONE) : 0;
    }

    /** @param by 1 to put it in, -1 to take it out */
    void count(Outcome outcome, int by) {
        excess[bin(outcome.confidence())] += by * (outcome.confidence() - (outcome.hit() ? (long) ONE : 0));
    }

    private static int bin(int confidence) {
        return Math.max(0, (BINS * confidence + ONE - 1) / ONE - 1);
    }

    /** Over so many outcomes, 0..1; NaN over none. */
    double error(long examples) {
        return apart() / ONE / examples;
    }

    private double apart() {
        double sum = 0;
        for (long each : excess) {
            sum += Math.abs((double) each);
        }
        return sum;
    }

    void save(DataOutput out) throws IOException {
        for (long each : excess) {
            out.writeLong(each);
        }
    }

    static CalibrationBins restore(long examples, DataInput in) throws IOException {
        CalibrationBins bins = new CalibrationBins();
        for (int b = 0; b < BINS; b++) {
            bins.excess[b] = in.readLong();
        }
        if (bins.apart() > (double) ONE * examples) {
            throw new IOException("scores state is damaged: calibration bins " + Arrays.toString(bins.excess) + " of "
                    + examples + " examples");
        }
        return bins;
    }
}
