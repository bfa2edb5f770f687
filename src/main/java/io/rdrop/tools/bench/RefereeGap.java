package io.rdrop.tools.bench;

/**
 * How far a model was behind the better one of two referees at worst, over any 2000 rows in a row after the first 1000.
 * One referee predicts the label before, the other the most frequent one so far.
 */
final class RefereeGap {
    private static final int WINDOW = 2000;
    private static final int SKIPPED = 1000;

    private final long[] counts;
    private int previous = -1;
    private int majority = -1;
    /** [rows of the window] what a row did to the differences in hits. */
    private final int[] againstPrevious = new int[WINDOW];

    private final int[] againstMajority = new int[WINDOW];
    private int sumAgainstPrevious;
    private int sumAgainstMajority;
    private long rows;
    private double worst = Double.NaN;

    RefereeGap(int classes) {
        counts = new long[classes];
    }

    void add(int label, float[] probabilities) {
        if (rows >= SKIPPED) {
            int best = 0;
            for (int c = 1; c < counts.length; c++) {
                best = probabilities[c] > probabilities[best] ? c : best;
            }
            int hit = label == best ? 1 : 0;
            int at = (int) ((rows - SKIPPED) % WINDOW);
            sumAgainstPrevious -= againstPrevious[at];
            sumAgainstMajority -= againstMajority[at];
            againstPrevious[at] = (label == previous ? 1 : 0) - hit;
            againstMajority[at] = (label == majority ? 1 : 0) - hit;
            sumAgainstPrevious += againstPrevious[at];
            sumAgainstMajority += againstMajority[at];
            if (rows >= SKIPPED + WINDOW - 1) {
                double gap = (double) Math.max(sumAgainstPrevious, sumAgainstMajority) / WINDOW;
                worst = Double.isNaN(worst) ? gap : Math.max(worst, gap);
            }
        }
        counts[label]++;
        majority = majority < 0 || counts[label] > counts[majority] ? label : majority;
        previous = label;
        rows++;
    }

    /** Of accuracy; below 0 if it was ahead everywhere, NaN before row 3000. */
    double worst() {
        return worst;
    }
}
