package io.rdrop.encode;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Mean and deviation s of a stream, which no outlier can capture and which follow a lasting change. After the
 * {@link FirstValues}:
 *
 * <pre>
 *   r = 1 / min(n, 5000),   v = min(max(x, mean - reach), mean + reach),   reach = 6 s
 *   s^2 = (1 - r) (s^2 + r (v - mean)^2),   mean += r (v - mean)
 * </pre>
 *
 * <p>A column may have one value most of the time. Its other values are then rare but no outliers, and cutting them at 6 s would
 * make s vanish: the reach is at least 3 times their mean distance from the usual value.
 *
 * <p>A value beyond 170 times the reach is an outlier and is not observed. The scale is learned anew after 200 outliers in a row,
 * and after 1000 different values within s / 100 of each other without another in between.
 */
final class RobustMoments {
    private static final double DEVIATIONS = 6;
    private static final double DISTANCES = 3;
    private static final double REACHES = 170;
    private static final double NEAR = 1e-2;
    private static final long HORIZON = 5000;
    /** Values that differ from the usual one are rare: fewer of them make a mean. */
    private static final long SHORT_HORIZON = 500;

    private static final int OUTLIERS_ANEW = 200;
    private static final int NEAR_ANEW = 1000;
    /** Beyond it squares would overflow. */
    private static final double LIMIT = 1e100;

    private final FirstValues first = new FirstValues();
    private boolean isScaleKnown;
    private long count;
    private double mean;
    private double variance;
    private double deviation;
    /** Outliers so far. */
    private long outliers;

    private int outliersInARow;
    private double usual;
    /** Share of the usual value among all. */
    private double share;
    /** Mean distance of the others from it, and their number. */
    private double distance;

    private long others;
    /** The value that the latest ones are near to. */
    private double anchor;
    /** Those of them that are not equal to it. */
    private int near;

    /** True if the scale is known, and the value too far away to be of it. */
    boolean isOutlier(double value) {
        return isScaleKnown && !(Math.abs(value - mean) <= REACHES * reach());
    }

    private double reach() {
        return share > 0.5 ? Math.max(DEVIATIONS * deviation, DISTANCES * distance) : DEVIATIONS * deviation;
    }

    /** @param value not NaN */
    void add(double value) {
        double limited = Math.max(-LIMIT, Math.min(LIMIT, value));
        if (isOutlier(value)) {
            outliers++;
            if (++outliersInARow < OUTLIERS_ANEW) {
                return;
            }
            learnAnew();
        }
        outliersInARow = 0;
        if (isScaleKnown) {
            observe(limited);
        } else {
            first.add(limited);
            count = first.count();
            isScaleKnown = first.isEnough();
            double[] moments = first.moments();
            set(moments[0], moments[1]);
            anchor = limited;
            near = 0;
            usual = first.usual();
            others = first.others();
            share = 1 - (double) others / count;
            distance = first.meanDistance();
        }
    }

    private void observe(double value) {
        count++;
        double rate = 1.0 / Math.min(count, HORIZON);
        double reach = reach();
        double difference = Math.max(-reach, Math.min(reach, value - mean));
        set(mean + rate * difference, (1 - rate) * (variance + rate * difference * difference));
        boolean isUsual = value == usual;
        share += rate * ((isUsual ? 1 : 0) - share);
        if (!isUsual) {
            others++;
            double cut = Math.min(DEVIATIONS * distance, Math.abs(value - usual));
            distance += (cut - distance) / Math.min(others, SHORT_HORIZON);
        }
        if (Math.abs(value - anchor) > NEAR * deviation) {
            anchor = value;
            near = 0;
        } else if (value != anchor && ++near >= NEAR_ANEW) {
            learnAnew();
        }
    }

    private void learnAnew() {
        first.clear();
        isScaleKnown = false;
        count = 0;
        set(0, 0);
    }

    private void set(double newMean, double newVariance) {
        mean = newMean;
        variance = newVariance;
        deviation = Math.sqrt(newVariance);
    }

    /** Values observed since the scale was last learned anew. */
    long count() {
        return count;
    }

    /** Outliers so far. */
    long outliers() {
        return outliers;
    }

    /** 0 before the first value. */
    double mean() {
        return mean;
    }

    /** 0 before the second value. */
    double deviation() {
        return deviation;
    }

    void save(DataOutput out) throws IOException {
        out.writeBoolean(isScaleKnown);
        out.writeLong(count);
        out.writeDouble(mean);
        out.writeDouble(variance);
        out.writeLong(outliers);
        out.writeInt(outliersInARow);
        out.writeDouble(usual);
        out.writeDouble(share);
        out.writeDouble(distance);
        out.writeLong(others);
        out.writeDouble(anchor);
        out.writeInt(near);
        if (!isScaleKnown) {
            first.save(out);
        }
    }

    void restore(DataInput in, String column) throws IOException {
        isScaleKnown = in.readBoolean();
        count = in.readLong();
        set(in.readDouble(), in.readDouble());
        outliers = in.readLong();
        outliersInARow = in.readInt();
        usual = in.readDouble();
        share = in.readDouble();
        distance = in.readDouble();
        others = in.readLong();
        anchor = in.readDouble();
        near = in.readInt();
        first.clear();
        if (!isScaleKnown) {
            first.restore(in);
        }
        check(column);
    }

    /** What versions before this one saved: count, mean and sum of squares of all values. */
    void restoreFormat1(DataInput in, String column) throws IOException {
        count = in.readLong();
        double savedMean = in.readDouble();
        double squares = in.readDouble();
        set(savedMean, count == 0 ? 0 : squares / count);
        check(column);
        first.clear();
        isScaleKnown = variance > 0;
        if (!isScaleKnown && count > 0) {
            first.start(savedMean, count);
        }
        usual = savedMean;
        share = 0;
        distance = deviation;
        others = count;
        anchor = savedMean;
        near = 0;
    }

    private void check(String column) throws IOException {
        if (count < 0 || !(Math.abs(mean) <= LIMIT) || !(variance >= 0) || Double.isInfinite(variance)) {
            throw new IOException("encoder state is damaged: column " + column + " has count " + count + ", mean "
                    + mean + " and variance " + variance);
        }
    }
}
