package io.rdrop.learn.companion;

import io.rdrop.learn.Logarithm;
import org.jspecify.annotations.Nullable;

/**
 * The best place to split a leaf: of 10 thresholds between least and most of each feature the one of most information
 * gain, the classes' values being taken as normal. A feature that had only two values has one threshold, and counts. A
 * leaf is split if the best gain is above that of the second feature by
 *
 * <pre>
 *   eps = sqrt(R^2 ln(100) / (2 n)),  R = log2(classes)
 * </pre>
 *
 * (Domingos and Hulten 2000), or if eps &lt; 0.6.
 */
final class SplitSearch {
    private static final int THRESHOLDS = 10;
    private static final double TIE = 0.6;
    private static final double LOG_CONFIDENCE = Math.log(100);

    private final int classes;
    private final double range;
    private final float[] left;
    private final float[] bestLeft;

    SplitSearch(int classes) {
        this.classes = classes;
        range = Math.log(classes) / Math.log(2);
        left = new float[classes];
        bestLeft = new float[classes];
    }

    /**
     * Where to split.
     *
     * @param feature which one
     * @param threshold what is not above goes left
     * @param left [classes] estimated weight that goes left
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares splits
    record Split(int feature, float threshold, float[] left) {}

    /** The split of a leaf; null if it should not be split yet. */
    @Nullable
    Split of(Leaf leaf) {
        double total = leaf.total();
        double before = entropy(leaf.counts, total);
        double best = 0;
        double second = 0;
        int feature = -1;
        float threshold = 0;
        for (int f = 0; f < leaf.features.length; f++) {
            double ofFeature = 0;
            int thresholds = leaf.isTwoValued(f) ? 1 : THRESHOLDS;
            float step = (leaf.most[f] - leaf.least[f]) / (thresholds + 1);
            for (int t = 1; t <= thresholds && step > 0; t++) {
                float at = leaf.least[f] + t * step;
                double gain = before - after(leaf, f, at, total);
                ofFeature = Math.max(ofFeature, gain);
                if (gain > best) {
                    second = feature == f ? second : best;
                    best = gain;
                    feature = f;
                    threshold = at;
                    System.arraycopy(left, 0, bestLeft, 0, classes);
                }
            }
            second = feature == f ? second : Math.max(second, ofFeature);
        }
        double epsilon = Math.sqrt(range * range * LOG_CONFIDENCE / (2 * total));
        if (feature < 0 || (best - second <= epsilon && epsilon >= TIE)) {
            return null;
        }
        return new Split(leaf.features[feature], threshold, bestLeft.clone());
    }

    /** Mean entropy of both sides, bits; leaves what goes left in {@link #left}. */
    private double after(Leaf leaf, int f, float threshold, double total) {
        double sumLeft = 0;
        for (int c = 0; c < classes; c++) {
            left[c] = leaf.counts[c] > 0 ? leaf.counts[c] * below(leaf, f, c, threshold) : 0;
            sumLeft += left[c];
        }
        double sumRight = total - sumLeft;
        double sum = Logarithm.xLog2(sumLeft) + Logarithm.xLog2(sumRight);
        for (int c = 0; c < classes; c++) {
            if (leaf.counts[c] > 0) {
                sum -= Logarithm.xLog2(left[c]) + Logarithm.xLog2(leaf.counts[c] - left[c]);
            }
        }
        return sum / total;
    }

    private float below(Leaf leaf, int f, int c, float threshold) {
        int at = f * classes + c;
        float weight = leaf.weights[at];
        if (weight <= 0) {
            return 0.5f; // the class has no usual value here
        }
        if (leaf.isTwoValued(f)) {
            float share = (leaf.most[f] - leaf.means[at]) / (leaf.most[f] - leaf.least[f]);
            return Math.max(0, Math.min(1, share));
        }
        float difference = threshold - leaf.means[at];
        float variance = leaf.squares[at] / weight;
        if (variance <= 0) {
            return difference >= 0 ? 1 : 0;
        }
        return NormalTable.below(difference / (float) Math.sqrt(variance));
    }

    private static double entropy(float[] counts, double total) {
        double sum = Logarithm.xLog2(total);
        for (float count : counts) {
            sum -= Logarithm.xLog2(count);
        }
        return sum / total;
    }
}
