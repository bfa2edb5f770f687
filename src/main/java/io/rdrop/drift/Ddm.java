package io.rdrop.drift;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The drift detection method (Gama, Medas, Castillo, Rodrigues 2004) for errors of 0 and 1. After n of them, with p
 * their mean and s = sqrt(p (1 - p) / n), it remembers p and s of where p + s was least:
 *
 * <pre>
 *   p + s &gt; p_min + warning s_min   a warning
 *   p + s &gt; p_min + drift s_min     a drift, after which it begins anew
 * </pre>
 */
public final class Ddm implements DriftDetector {
    private final double warning;
    private final double drift;
    private final int leastExamples;
    private long count;
    private double mean;
    private double leastMean;
    private double leastDeviation;
    private boolean hasDrifted;

    /**
     * @param warning in standard deviations, above 0
     * @param drift in standard deviations, at least as great
     * @param leastExamples without a signal at the beginning
     */
    public Ddm(double warning, double drift, int leastExamples) {
        this.warning = warning;
        this.drift = drift;
        this.leastExamples = leastExamples;
        restart();
    }

    private void restart() {
        count = 0;
        mean = 0;
        leastMean = Double.POSITIVE_INFINITY;
        leastDeviation = Double.POSITIVE_INFINITY;
        hasDrifted = false;
    }

    /** @param value 0 or 1, or a share between them */
    @Override
    public Signal update(double value) {
        if (hasDrifted) {
            restart();
        }
        count++;
        mean += (value - mean) / count;
        double deviation = Math.sqrt(Math.max(0, mean * (1 - mean)) / count);
        if (count + 1 < leastExamples) {
            return Signal.NONE;
        }
        if (mean + deviation <= leastMean + leastDeviation) {
            leastMean = mean;
            leastDeviation = deviation;
        }
        hasDrifted = count >= leastExamples && mean + deviation > leastMean + drift * leastDeviation;
        if (hasDrifted) {
            return Signal.DRIFT;
        }
        return mean + deviation > leastMean + warning * leastDeviation ? Signal.WARNING : Signal.NONE;
    }

    @Override
    public double estimate() {
        return count == 0 ? Double.NaN : mean;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeLong(count);
        out.writeDouble(mean);
        out.writeDouble(leastMean);
        out.writeDouble(leastDeviation);
        out.writeBoolean(hasDrifted);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        count = in.readLong();
        mean = in.readDouble();
        leastMean = in.readDouble();
        leastDeviation = in.readDouble();
        hasDrifted = in.readBoolean();
    }
}
