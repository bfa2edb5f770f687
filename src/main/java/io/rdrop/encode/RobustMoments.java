package io.rdrop.encode;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Mean and deviation s of a stream, which no outlier can capture and which follow a lasting change. They begin as those
 * of the {@link FirstValues}; then each value x counts as v:
 *
 * <pre>
 *   v = min(max(x, mean - reach), mean + reach),   reach = max(6 s, 3 d),   r = 1 / min(n, 5000)
 *   s^2 = (1 - r) (s^2 + r (v - mean)^2),   mean += r (v - mean)
 * </pre>
 *
 * <p>Values of a flag or a count that is mostly 0 are rare and no outliers: cut at 6 s alone they would make s vanish.
 * Hence d, the mean distance from the mean of the values beyond s, of the last 500 or so, each cut to 6 d.
 *
 * <p>A value beyond 170 times the reach (1000 s) is an outlier and not observed. The scale is learned anew, from first
 * values,
 *
 * <ul>
 *   <li>when a fifth of the last thousand values or so are outliers, as after a change of unit;
 *   <li>when 1000 values came within s / 100 of one another and none elsewhere, those that repeat one aside: the unit
 *       has become larger, or outliers among the first values have set the scale.
 * </ul>
 */
final class RobustMoments {
    private static final double DEVIATIONS = 6;
    private static final double DISTANCES = 3;
    private static final long HORIZON = 5000;
    private static final double LEAST_RATE = 1.0 / HORIZON;
    /** Of {@code d}, and of the moments when they begin. */
    private static final int SHORT_HORIZON = 500;

    private static final double REACHES = 170;
    /** With fewer values nothing is an outlier. */
    private static final int LEAST = 10;

    private static final double OUTLIER_RATE = 1e-3;
    private static final double OUTLIER_SHARE = 0.2;
    private static final double NEAR = 1e-2;
    private static final int MOST_NEAR = 1000;

    /** Beyond it squares would overflow. */
    private static final double LIMIT = 1e100;
    /** Stands where format 1 has a count. */
    private static final long FORMAT = -2;

    private final FirstValues first = new FirstValues();
    private boolean isScaleKnown;
    private long count;
    private double mean;
    private double variance;
    private double deviation;
    /** Mean distance of values beyond a deviation; their number, at most {@link #SHORT_HORIZON}. */
    private double distance;

    private int far;
    /** Beyond it a value is cut; computed of the above whenever they change, as is the deviation. */
    private double reach;
    /** Running share of outliers. */
    private double outlierShare;
    /** The value that the latest ones are near to; those of them that are not equal to it. */
    private double anchor;

    private int near;

    /** Whether a value is too far away to be of this scale. */
    boolean isOutlier(double value) {
        return count >= LEAST && reach > 0 && Math.abs(value - mean) > REACHES * reach;
    }

    /** How far from the mean outliers begin; 0 as long as there are none. */
    double outlierDistance() {
        return count < LEAST ? 0 : REACHES * reach;
    }

    /**
     * Observes a value.
     *
     * @param value not NaN
     * @return whether it was an outlier
     */
    boolean add(double value) {
        boolean isOutlier = isOutlier(value);
        double limited = cut(value, LIMIT);
        if (isScaleKnown) {
            outlierShare += OUTLIER_RATE * ((isOutlier ? 1 : 0) - outlierShare);
            if (!isOutlier) {
                observe(limited);
            } else if (outlierShare > OUTLIER_SHARE) {
                learnAnew();
            }
        }
        if (!isScaleKnown) {
            first.add(limited);
            takeFirst();
        }
        return isOutlier;
    }

    /** Of what is not NaN; two comparisons cost less than a minimum and a maximum, which look for NaN and -0. */
    private static double cut(double value, double limit) {
        return Math.abs(value) <= limit ? value : Math.copySign(limit, value);
    }

    private void observe(double value) {
        count++;
        double rate = count < HORIZON ? 1.0 / count : LEAST_RATE;
        double away = Math.abs(value - mean);
        double difference = cut(value - mean, reach);
        if (away > deviation) {
            far = Math.min(far + 1, SHORT_HORIZON);
            distance += (Math.min(away, DEVIATIONS * distance) - distance) / far;
        }
        set(mean + rate * difference, (1 - rate) * (variance + rate * difference * difference));
        if (Math.abs(value - anchor) > NEAR * deviation) {
            anchor = value;
            near = 0;
        } else if (value != anchor && ++near >= MOST_NEAR) {
            learnAnew();
        }
    }

    private void learnAnew() {
        first.clear();
        isScaleKnown = false;
    }

    private void takeFirst() {
        isScaleKnown = first.isEnough();
        count = isScaleKnown ? Math.min(first.count(), SHORT_HORIZON) : first.count();
        distance = first.distance();
        set(first.mean(), first.variance());
        far = first.others();
        outlierShare = 0;
        anchor = mean;
        near = 0;
    }

    private void set(double newMean, double newVariance) {
        mean = newMean;
        variance = newVariance;
        deviation = Math.sqrt(newVariance);
        reach = Math.max(DEVIATIONS * deviation, DISTANCES * distance);
    }

    /** Values that the moments rest on. */
    long count() {
        return count;
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
        out.writeLong(FORMAT);
        out.writeBoolean(isScaleKnown);
        if (!isScaleKnown) {
            first.save(out);
            return;
        }
        out.writeLong(count);
        out.writeDouble(mean);
        out.writeDouble(variance);
        out.writeDouble(distance);
        out.writeInt(far);
        out.writeDouble(outlierShare);
        out.writeDouble(anchor);
        out.writeInt(near);
    }

    /** Restores what {@link #save} wrote, or what format 1 was: count, mean and sum of squares of all values. */
    void restore(DataInput in, String column) throws IOException {
        long format = in.readLong();
        if (format >= 0) {
            restoreFormat1(format, in, column);
            return;
        }
        if (format != FORMAT) {
            throw new IOException("encoder state is damaged: column " + column + " has format " + -format);
        }
        isScaleKnown = in.readBoolean();
        if (!isScaleKnown) {
            first.restore(in);
            takeFirst();
            return;
        }
        first.clear();
        count = in.readLong();
        double savedMean = in.readDouble();
        double savedVariance = in.readDouble();
        distance = in.readDouble();
        set(savedMean, savedVariance);
        far = in.readInt();
        outlierShare = in.readDouble();
        anchor = in.readDouble();
        near = in.readInt();
        check(column);
    }

    private void restoreFormat1(long values, DataInput in, String column) throws IOException {
        double savedMean = in.readDouble();
        double squares = in.readDouble();
        first.start(savedMean, values);
        takeFirst();
        if (squares != 0) {
            isScaleKnown = true;
            count = values;
            distance = Math.sqrt(squares / values);
            set(savedMean, squares / values);
        }
        check(column);
    }

    private void check(String column) throws IOException {
        if (count < 0
                || !(Math.abs(mean) <= LIMIT)
                || !(variance >= 0 && variance <= Double.MAX_VALUE)
                || !(distance >= 0)
                || far < 0
                || !(outlierShare >= 0)
                || Double.isNaN(anchor)
                || near < 0) {
            throw new IOException("encoder state is damaged: column " + column + " has count " + count + ", mean "
                    + mean + " and variance " + variance);
        }
    }
}
