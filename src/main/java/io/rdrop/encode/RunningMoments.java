package io.rdrop.encode;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Mean and variance of a stream in one pass (Welford); values beyond +-1e100 count as that: no square overflows. */
final class RunningMoments {
    private static final double LIMIT = 1e100;

    private long count;
    private double mean;
    private double squares;
    /** Asked for per example, changed per micro-batch; below 0 where it must be computed anew. */
    private double deviation = -1;

    static double limit(double value) {
        return Math.max(-LIMIT, Math.min(LIMIT, value));
    }

    /** @param value not NaN */
    void add(double value) {
        double limited = limit(value);
        count++;
        deviation = -1;
        double delta = limited - mean;
        mean += delta / count;
        squares += delta * (limited - mean);
    }

    long count() {
        return count;
    }

    /** 0 before the first value. */
    double mean() {
        return mean;
    }

    /** Population standard deviation; 0 before the second value. */
    double deviation() {
        if (deviation < 0) {
            deviation = count < 2 ? 0 : Math.sqrt(squares / count);
        }
        return deviation;
    }

    void save(DataOutput out) throws IOException {
        out.writeLong(count);
        out.writeDouble(mean);
        out.writeDouble(squares);
    }

    void restore(DataInput in, String column) throws IOException {
        count = in.readLong();
        mean = in.readDouble();
        squares = in.readDouble();
        deviation = -1;
        if (count < 0 || !(Math.abs(mean) <= LIMIT) || !(squares >= 0) || Double.isInfinite(squares)) {
            throw new IOException("encoder state is damaged: column " + column + " has count " + count + ", mean "
                    + mean + " and sum of squares " + squares);
        }
    }
}
