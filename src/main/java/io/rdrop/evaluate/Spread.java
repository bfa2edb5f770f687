package io.rdrop.evaluate;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Mean of float32 numbers and their squared deviation from it, in one pass (B. P. Welford, 1962). */
final class Spread {
    private long count;
    private double mean;
    private double squares;

    void add(double value) {
        count++;
        double delta = value - mean;
        mean += delta / count;
        squares += delta * (value - mean);
    }

    long count() {
        return count;
    }

    /** 0 before the first number. */
    double mean() {
        return mean;
    }

    /** Sum of the squared deviations from the mean. */
    double squares() {
        return squares;
    }

    void save(DataOutput out) throws IOException {
        out.writeLong(count);
        out.writeDouble(mean);
        out.writeDouble(squares);
    }

    static Spread restore(DataInput in) throws IOException {
        Spread restored = new Spread();
        restored.count = in.readLong();
        restored.mean = in.readDouble();
        restored.squares = in.readDouble();
        if (restored.count < 0
                || !(Math.abs(restored.mean) <= Float.MAX_VALUE)
                || !(restored.squares >= 0)
                || Double.isInfinite(restored.squares)) {
            throw new IOException("scores state is damaged: " + restored.count + " targets of mean " + restored.mean
                    + " and squared deviation " + restored.squares);
        }
        return restored;
    }
}
