package io.rdrop.drift;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * ADWIN2 (Bifet and Gavalda 2007, "Learning from time-changing data with adaptive windowing"): a window that grows
 * while its values can have one mean, and loses its oldest ones as soon as they cannot. With W the window, n = |W|, v
 * its variance, and each cut of it at a bucket into W0 (older) and W1 of n0 and n1 values, n0 and n1 at least 5,
 *
 * <pre>
 *   D = ln(2 ln n / delta),   m = 1 / (n0 - 4) + 1 / (n1 - 4)
 *   |mean(W0) - mean(W1)| &gt; sqrt(2 m v D) + 2/3 D m   drops the oldest bucket, and the cuts are tried again
 * </pre>
 *
 * It is looked after every 32nd value of a window of more than 10, as MOA and River do. It is a drift if the mean rose
 * by what was dropped; that values have become smaller, as errors of a model that learns do, is none.
 */
public final class Adwin implements DriftDetector {
    private static final int CLOCK = 32;
    private static final int LEAST_WINDOW = 10;
    private static final int LEAST_PART = 5;

    private final double delta;
    private final ExponentialHistogram window = new ExponentialHistogram();
    private long values;

    /** @param delta about the probability of a false alarm at a cut, within (0, 1) */
    public Adwin(double delta) {
        this.delta = delta;
    }

    @Override
    public Signal update(double value) {
        double before = estimate();
        window.add(value);
        values++;
        if (values % CLOCK != 0 || window.width() <= LEAST_WINDOW) {
            return Signal.NONE;
        }
        boolean isCut = false;
        while (new Cuts().areTooFar()) {
            window.dropOldest();
            isCut = true;
        }
        return isCut && estimate() > before ? Signal.DRIFT : Signal.NONE;
    }

    /** The two parts of the window, as the cut moves from its oldest value to its latest. */
    private final class Cuts implements ExponentialHistogram.Visitor {
        private final double logarithm = Math.log(2 * Math.log(window.width()) / delta);
        private final double variance = window.variance();
        private double older;
        private double newer = window.width();
        private double sumOfOlder;
        private double sumOfNewer = window.sum();

        boolean areTooFar() {
            return window.walk(this);
        }

        @Override
        public boolean visit(double size, double sum) {
            older += size;
            newer -= size;
            sumOfOlder += sum;
            sumOfNewer -= sum;
            if (older < LEAST_PART || newer < LEAST_PART) {
                return false;
            }
            double m = 1 / (older - LEAST_PART + 1) + 1 / (newer - LEAST_PART + 1);
            double bound = Math.sqrt(2 * m * variance * logarithm) + 2.0 / 3 * logarithm * m;
            return Math.abs(sumOfOlder / older - sumOfNewer / newer) > bound;
        }
    }

    /** Values of the window. */
    public double width() {
        return window.width();
    }

    @Override
    public double estimate() {
        return window.sum() / window.width();
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeLong(values);
        window.save(out);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        values = in.readLong();
        window.restore(in);
    }
}
