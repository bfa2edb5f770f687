package io.rdrop.drift;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A window of numbers of any length in logarithmic space (Datar, Gionis, Indyk, Motwani 2002; with variances, Babcock,
 * Datar, Motwani, O'Callaghan 2003). Level i has up to {@value #MOST} buckets of 2^i values each, of which it knows the
 * sum and the sum of squared distances from their mean. One bucket more, and the two oldest of the level
 * become one of the next:
 *
 * <pre>
 *   sum = s1 + s2,   squares = q1 + q2 + n1 n2 / (n1 + n2) (s1 / n1 - s2 / n2)^2
 * </pre>
 */
final class ExponentialHistogram {
    /** Buckets of a level. */
    static final int MOST = 5;

    private static final int LEVELS = 64;

    /** Level 0 first; the oldest values are in the last. */
    private final List<Level> levels = new ArrayList<>(List.of(new Level()));

    private double width;
    private double sum;
    private double squares;

    /** Buckets of one size, oldest first. */
    private static final class Level {
        private final double[] sums = new double[MOST + 1];
        private final double[] squares = new double[MOST + 1];
        private int count;

        void add(double sum, double squared) {
            sums[count] = sum;
            squares[count++] = squared;
        }

        void dropOldest(int buckets) {
            count -= buckets;
            System.arraycopy(sums, buckets, sums, 0, count);
            System.arraycopy(squares, buckets, squares, 0, count);
        }
    }

    /** Walks from the oldest bucket to the latest. */
    @FunctionalInterface
    interface Visitor {
        /**
         * Looks at a bucket.
         *
         * @param size values of the bucket
         * @return whether to stop here
         */
        boolean visit(double size, double sum);
    }

    void add(double value) {
        if (width > 0) {
            double distance = value - sum / width;
            squares += width * distance * distance / (width + 1);
        }
        width++;
        sum += value;
        levels.get(0).add(value, 0);
        for (int i = 0; levels.get(i).count > MOST; i++) {
            merge(i);
        }
    }

    private void merge(int at) {
        Level level = levels.get(at);
        if (at + 1 == levels.size()) {
            levels.add(new Level());
        }
        double size = size(at);
        double distance = level.sums[0] / size - level.sums[1] / size;
        levels.get(at + 1)
                .add(
                        level.sums[0] + level.sums[1],
                        level.squares[0] + level.squares[1] + size / 2 * distance * distance);
        level.dropOldest(2);
    }

    /** Forgets the oldest bucket; the window must have more than one. */
    void dropOldest() {
        int at = levels.size() - 1;
        Level level = levels.get(at);
        double size = size(at);
        double ofBucket = level.sums[0];
        width -= size;
        sum -= ofBucket;
        double distance = ofBucket / size - sum / width;
        squares -= level.squares[0] + size * width / (size + width) * distance * distance;
        level.dropOldest(1);
        while (levels.size() > 1 && levels.get(levels.size() - 1).count == 0) {
            levels.remove(levels.size() - 1);
        }
    }

    /** Whether the visitor stopped. */
    boolean walk(Visitor visitor) {
        for (int i = levels.size() - 1; i >= 0; i--) {
            Level level = levels.get(i);
            for (int k = 0; k < level.count; k++) {
                if (visitor.visit(size(i), level.sums[k])) {
                    return true;
                }
            }
        }
        return false;
    }

    private static double size(int level) {
        return Math.scalb(1.0, level);
    }

    double width() {
        return width;
    }

    double sum() {
        return sum;
    }

    /** Of all values of the window. */
    double variance() {
        return squares / width;
    }

    void save(DataOutput out) throws IOException {
        out.writeDouble(width);
        out.writeDouble(sum);
        out.writeDouble(squares);
        out.writeInt(levels.size());
        for (Level level : levels) {
            out.writeInt(level.count);
            for (int k = 0; k < level.count; k++) {
                out.writeDouble(level.sums[k]);
                out.writeDouble(level.squares[k]);
            }
        }
    }

    void restore(DataInput in) throws IOException {
        width = in.readDouble();
        sum = in.readDouble();
        squares = in.readDouble();
        int count = in.readInt();
        if (count < 1 || count > LEVELS) {
            throw new IOException("a window must have 1.." + LEVELS + " levels but had " + count);
        }
        levels.clear();
        for (int i = 0; i < count; i++) {
            Level level = new Level();
            int buckets = in.readInt();
            if (buckets < 0 || buckets > MOST) {
                throw new IOException("a level must have 0.." + MOST + " buckets but had " + buckets);
            }
            for (int k = 0; k < buckets; k++) {
                level.add(in.readDouble(), in.readDouble());
            }
            levels.add(level);
        }
    }
}
