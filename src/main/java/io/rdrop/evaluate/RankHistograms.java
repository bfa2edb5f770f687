package io.rdrop.evaluate;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.stream.IntStream;

/**
 * Area under the ROC curve of each class against all others, in fixed memory. The area is the probability that an
 * example of the class is given a higher probability of it than another example, ties counting half (Hanley and McNeil,
 * The Meaning and Use of the Area under a ROC Curve, 1982). Probabilities are counted in bins, those of the class in
 * P_b and those of the others in N_b:
 *
 * <pre>
 *   AUC = sum_b P_b (sum_{a below b} N_a + N_b / 2) / (P N)
 * </pre>
 *
 * Only within a bin is the order lost, so that the exact area is at most {@code sum_b P_b N_b / (2 P N)} away. Bins are
 * a quarter of an octave wide, of the probability below a half and of its distance from 1 above, down to 2^-24: a rare
 * class is told apart by probabilities that are all small, where bins of equal width would be one.
 */
final class RankHistograms {
    private static final float LEAST = 0x1p-24f;
    /** A float's exponent and the first two bits of its fraction. */
    private static final int SHIFT = 21;

    private static final int LEAST_BITS = Float.floatToIntBits(LEAST) >> SHIFT;
    private static final int HALF = (Float.floatToIntBits(0.5f) >> SHIFT) - LEAST_BITS;

    static final int BINS = 2 * HALF + 1;

    private final int classes;
    /** [class][others, class][bin] */
    private final long[] counts;

    RankHistograms(int classes) {
        this.classes = classes;
        counts = new long[classes * 2 * BINS];
    }

    void add(int label, float[] probabilities, int from) {
        for (int c = 0; c < classes; c++) {
            counts[start(c, c == label) + bin(probabilities[from + c])]++;
        }
    }

    private static int start(int c, boolean ofTheClass) {
        return (2 * c + (ofTheClass ? 1 : 0)) * BINS;
    }

    /** NaN and what is below 0 are in the lowest bin, what is above 1 in the highest. */
    static int bin(float probability) {
        boolean upper = probability > 0.5f;
        float tail = upper ? 1 - probability : probability;
        int fromTheEnd = (Float.floatToIntBits(tail > LEAST ? tail : LEAST) >> SHIFT) - LEAST_BITS;
        return upper ? BINS - 1 - fromTheEnd : fromTheEnd;
    }

    /** NaN unless there are examples of the class and others. */
    double auc(int c) {
        int others = start(c, false);
        int own = start(c, true);
        double below = 0;
        double of = 0;
        double pairs = 0;
        for (int b = 0; b < BINS; b++) {
            pairs += counts[own + b] * (below + counts[others + b] / 2.0);
            below += counts[others + b];
            of += counts[own + b];
        }
        return pairs / (of * below);
    }

    /** {@link #auc} of each class. */
    double[] areas() {
        return IntStream.range(0, classes).mapToDouble(this::auc).toArray();
    }

    /** Mean over the classes that have an area; NaN without one. */
    static double mean(double[] areas) {
        double sum = 0;
        int known = 0;
        for (double auc : areas) {
            if (!Double.isNaN(auc)) {
                sum += auc;
                known++;
            }
        }
        return sum / known;
    }

    void save(DataOutput out) throws IOException {
        for (long count : counts) {
            out.writeLong(count);
        }
    }

    static RankHistograms restore(int classes, DataInput in) throws IOException {
        RankHistograms histograms = new RankHistograms(classes);
        for (int i = 0; i < histograms.counts.length; i++) {
            histograms.counts[i] = in.readLong();
            if (histograms.counts[i] < 0) {
                throw new IOException("class scores state is damaged: a count of " + histograms.counts[i]);
            }
        }
        return histograms;
    }
}
