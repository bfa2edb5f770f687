package io.rdrop.evaluate;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.stream.Stream;

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
    /** [class]: all that the above adds up to, so that areas cost nothing. */
    private final Pairs[] pairs;

    /** Examples of a class and others, and twice the pairs of them that are in order, ties counting half. */
    private static final class Pairs {
        private long own;
        private long others;
        private long twiceInOrder;

        double auc() {
            return twiceInOrder / 2.0 / ((double) own * others);
        }
    }

    RankHistograms(int classes) {
        this.classes = classes;
        counts = new long[classes * 2 * BINS];
        pairs = Stream.generate(Pairs::new).limit(classes).toArray(Pairs[]::new);
    }

    void add(int label, float[] probabilities, int from) {
        for (int c = 0; c < classes; c++) {
            add(c, c == label, bin(probabilities[from + c]), 1);
        }
    }

    private void add(int c, boolean ofTheClass, int bin, long count) {
        Pairs of = pairs[c];
        int against = start(c, !ofTheClass);
        long ties = counts[against + bin];
        boolean isLow = bin < HALF; // most are near an end, where there is little to sum up
        long end = isLow ? sum(against, against + bin) : sum(against + bin + 1, against + BINS);
        long rest = (ofTheClass ? of.others : of.own) - ties - end;
        of.twiceInOrder += count * (2 * (isLow == ofTheClass ? end : rest) + ties);
        if (ofTheClass) {
            of.own += count;
        } else {
            of.others += count;
        }
        counts[start(c, ofTheClass) + bin] += count;
    }

    private long sum(int from, int to) {
        long sum = 0;
        for (int at = from; at < to; at++) {
            sum += counts[at];
        }
        return sum;
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
        return pairs[c].auc();
    }

    /** {@link #auc} of each class. */
    double[] areas() {
        double[] areas = new double[classes];
        for (int c = 0; c < classes; c++) {
            areas[c] = auc(c);
        }
        return areas;
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
            long count = in.readLong();
            if (count < 0) {
                throw new IOException("class scores state is damaged: a count of " + count);
            }
            histograms.add(i / BINS / 2, i / BINS % 2 == 1, i % BINS, count);
        }
        return histograms;
    }
}
