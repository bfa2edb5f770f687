package io.rdrop.learn.number;

import io.rdrop.learn.table.StateArrays;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * A leaf: the mean of its targets, and of some features how many and what targets had their values in which of 16 bins.
 */
final class NumberLeaf {
    static final int BINS = 16;
    /** So that a mean follows a drift. */
    private static final float HORIZON = 500;

    /** Features that are tested here. */
    final int[] features;
    /** [features] where bins begin and end. */
    final float[] from;

    final float[] to;
    /** [features, bins] */
    final float[] weights;

    final float[] sums;
    float weight;
    float sum;
    float squares;
    /** Weight since a split was last tried. */
    float untried;

    private float mean;
    private float meanWeight;

    NumberLeaf(int[] features, float mean, float meanWeight) {
        this.features = features;
        from = new float[features.length];
        to = new float[features.length];
        weights = new float[features.length * BINS];
        sums = new float[weights.length];
        this.mean = mean;
        this.meanWeight = meanWeight;
    }

    /** Memory of a leaf, about. */
    static int bytes(int features) {
        return Float.BYTES * features * (3 + 2 * BINS);
    }

    float mean() {
        return mean;
    }

    int bin(int f, float value) {
        return (int) Math.max(0, Math.min(BINS - 1, (value - from[f]) / (to[f] - from[f]) * BINS));
    }

    /** Learns a row of some weight. */
    void add(NumberFeatures row, float target, float of) {
        meanWeight = Math.min(HORIZON, meanWeight + of);
        mean += of * (target - mean) / meanWeight;
        weight += of;
        untried += of;
        sum += of * target;
        squares += of * target * target;
        for (int f = 0; f < features.length; f++) {
            int at = f * BINS + bin(f, row.value(features[f]));
            weights[at] += of;
            sums[at] += of * target;
        }
    }

    void save(DataOutput out) throws IOException {
        StateArrays.write(features, features.length, out);
        for (float[] array : arrays()) {
            StateArrays.write(array, array.length, out);
        }
        for (float value : new float[] {weight, sum, squares, untried, mean, meanWeight}) {
            out.writeFloat(value);
        }
    }

    static NumberLeaf restore(DataInput in, int features) throws IOException {
        int[] tested = new int[features];
        NumberLeaf leaf = new NumberLeaf(Arrays.copyOf(tested, StateArrays.read(in, tested)), 0, 0);
        System.arraycopy(tested, 0, leaf.features, 0, leaf.features.length);
        for (float[] array : leaf.arrays()) {
            if (StateArrays.read(in, array) != array.length) {
                throw new IOException("state is damaged: a leaf of " + leaf.features.length + " features has others");
            }
        }
        leaf.weight = in.readFloat();
        leaf.sum = in.readFloat();
        leaf.squares = in.readFloat();
        leaf.untried = in.readFloat();
        leaf.mean = in.readFloat();
        leaf.meanWeight = in.readFloat();
        return leaf;
    }

    private float[][] arrays() {
        return new float[][] {from, to, weights, sums};
    }
}
