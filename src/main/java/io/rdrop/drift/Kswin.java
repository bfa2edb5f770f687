package io.rdrop.drift;

import io.rdrop.learn.CounterRandom;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * KSWIN (Raab, Heusinger, Schleif 2020, "Reactive soft prototype computing for concept drift streams"): of a window
 * of n values, the latest r are compared with r drawn from the n - r before them. A drift if, by the test of Kolmogorov
 * and Smirnov, both are of one distribution with a probability of at most alpha, and their distribution functions are
 * more than 0.1 apart (as River has it); then only the latest r stay. It sees any change of the values, a fall of their
 * mean as well as a rise. What is drawn is told by how many values there were before.
 */
public final class Kswin implements DriftDetector {
    private static final double LEAST_DISTANCE = 0.1;
    private static final long SEED = 2020;

    private final double alpha;
    private final int sample;
    /** Oldest first. */
    private final double[] window;

    private final double[] latest;
    private final double[] drawn;
    private final int[] places;
    private int size;
    private long values;

    /**
     * @param alpha within (0, 1)
     * @param window n
     * @param sample r, at least 2 and at most half of n
     */
    public Kswin(double alpha, int window, int sample) {
        this.alpha = alpha;
        this.sample = sample;
        this.window = new double[window];
        latest = new double[sample];
        drawn = new double[sample];
        places = new int[window - sample];
    }

    @Override
    public Signal update(double value) {
        if (size == window.length) {
            System.arraycopy(window, 1, window, 0, --size);
        }
        window[size++] = value;
        values++;
        if (size < window.length) {
            return Signal.NONE;
        }
        System.arraycopy(window, window.length - sample, latest, 0, sample);
        draw();
        Arrays.sort(latest);
        Arrays.sort(drawn);
        int distance = KolmogorovSmirnov.distance(latest, drawn);
        if (distance <= LEAST_DISTANCE * sample || KolmogorovSmirnov.probability(distance, sample) > alpha) {
            return Signal.NONE;
        }
        System.arraycopy(window, window.length - sample, window, 0, sample);
        size = sample;
        return Signal.DRIFT;
    }

    /** Without replacement: the beginning of a shuffle of places. */
    private void draw() {
        for (int i = 0; i < places.length; i++) {
            places[i] = i;
        }
        for (int i = 0; i < sample; i++) {
            int other = i + CounterRandom.below(places.length - i, SEED, values, i);
            int place = places[other];
            places[other] = places[i];
            places[i] = place;
            drawn[i] = window[place];
        }
    }

    /** Mean of the latest r values. */
    @Override
    public double estimate() {
        int from = Math.max(0, size - sample);
        return Arrays.stream(window, from, size).average().orElse(Double.NaN);
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeLong(values);
        out.writeInt(size);
        for (int i = 0; i < size; i++) {
            out.writeDouble(window[i]);
        }
    }

    @Override
    public void restore(DataInput in) throws IOException {
        values = in.readLong();
        int saved = in.readInt();
        if (saved < 0 || saved > window.length) {
            throw new IOException("a window must have 0.." + window.length + " values but had " + saved);
        }
        size = saved;
        for (int i = 0; i < size; i++) {
            window[i] = in.readDouble();
        }
    }
}
