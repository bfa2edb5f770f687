package io.rdrop.learn.companion;

import io.rdrop.learn.table.StateArrays;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** A leaf: how often each class was there, and of some features what the values of each class were like. */
final class Leaf {
    /** Features that are tested here. */
    final int[] features;

    final float[] counts;
    /** [features, classes] weight, mean, and summed squares of differences from it */
    final float[] weights;

    final float[] means;
    final float[] squares;
    /** [features] */
    final float[] least;

    final float[] most;
    /** Whether there were values between these two. */
    private final boolean[] between;
    /** Weight since a split was last tried. */
    float untried;
    /** Sum of the counts. */
    private float total;

    Leaf(int[] features, int classes) {
        this.features = features;
        counts = new float[classes];
        weights = new float[features.length * classes];
        means = new float[weights.length];
        squares = new float[weights.length];
        least = new float[features.length];
        most = new float[features.length];
        between = new boolean[features.length];
        Arrays.fill(least, Float.POSITIVE_INFINITY);
        Arrays.fill(most, Float.NEGATIVE_INFINITY);
    }

    /** Memory of a leaf, about. */
    static int bytes(int features, int classes) {
        return Float.BYTES * (classes + 3 * features * (classes + 1));
    }

    /** Learns a row of some weight. */
    void add(FeatureRow row, int label, float weight) {
        counts[label] += weight;
        sum();
        untried += weight;
        int classes = counts.length;
        for (int f = 0; f < features.length; f++) {
            int feature = features[f];
            if (row.isUsual(feature)) {
                float value = row.value(feature);
                int at = f * classes + label;
                weights[at] += weight;
                float difference = value - means[at];
                means[at] += weight * difference / weights[at];
                squares[at] += weight * difference * (value - means[at]);
                if (value != least[f] && value != most[f]) {
                    between[f] |= least[f] < most[f];
                    least[f] = Math.min(least[f], value);
                    most[f] = Math.max(most[f], value);
                }
            }
        }
    }

    /** Whether a feature had no more than two values. */
    boolean isTwoValued(int f) {
        return !between[f];
    }

    /** To be called when counts were changed. */
    void sum() {
        float sum = 0;
        for (float count : counts) {
            sum += count;
        }
        total = sum;
    }

    /** Weight of all classes. */
    float total() {
        return total;
    }

    /** Whether there was only one class. */
    boolean isPure() {
        int present = 0;
        for (float count : counts) {
            present += count > 0 ? 1 : 0;
        }
        return present < 2;
    }

    /** p_c = (n_c + 1 / classes) / (n + 1), added to others with a weight. */
    void addProbabilities(float[] into, float weight) {
        float divisor = (total + 1) / weight;
        for (int c = 0; c < counts.length; c++) {
            into[c] += (counts[c] + 1f / counts.length) / divisor;
        }
    }

    float probability(int label) {
        return (counts[label] + 1f / counts.length) / (total + 1);
    }

    void save(DataOutput out) throws IOException {
        StateArrays.write(features, features.length, out);
        for (float[] array : arrays()) {
            StateArrays.write(array, array.length, out);
        }
        for (boolean has : between) {
            out.writeBoolean(has);
        }
        out.writeFloat(untried);
    }

    static Leaf restore(DataInput in, int features, int classes) throws IOException {
        int[] tested = new int[features];
        Leaf leaf = new Leaf(Arrays.copyOf(tested, StateArrays.read(in, tested)), classes);
        System.arraycopy(tested, 0, leaf.features, 0, leaf.features.length);
        for (float[] array : leaf.arrays()) {
            StateArrays.read(in, array);
        }
        for (int f = 0; f < leaf.between.length; f++) {
            leaf.between[f] = in.readBoolean();
        }
        leaf.untried = in.readFloat();
        leaf.sum();
        return leaf;
    }

    private float[][] arrays() {
        return new float[][] {counts, weights, means, squares, least, most};
    }
}
