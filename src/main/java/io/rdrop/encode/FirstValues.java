package io.rdrop.encode;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * The values of a column whose scale is not known yet, m their median. Moments are those of the values cut to m +- 20
 * MAD, where the MAD is the median distance from m, or, if more than half of the values are m, that of the others. The
 * scale is known from 50 values on of which 5 are not m. Until then, of a column that hardly ever changes, further
 * values that are m are only counted.
 */
final class FirstValues {
    private static final int ENOUGH = 50;
    private static final int ENOUGH_OTHERS = 5;
    private static final double MADS = 20;

    /** Sorted. */
    private double[] values = {};
    /** Further ones, all of them m. */
    private long more;

    private double median;
    /** Values that are not m; sums of their cut distances from it. */
    private int others;

    private double differences;
    private double distances;
    private double squares;

    void clear() {
        start(0, 0);
    }

    /** Starts anew with a value that was there so many times. */
    void start(double value, long times) {
        values = new double[(int) Math.min(times, ENOUGH)];
        Arrays.fill(values, value);
        more = times - values.length;
        sum();
    }

    void add(double value) {
        if (values.length >= ENOUGH && value == median) {
            more++;
            return;
        }
        int found = Arrays.binarySearch(values, value);
        int at = found < 0 ? -found - 1 : found;
        double[] longer = Arrays.copyOf(values, values.length + 1);
        System.arraycopy(values, at, longer, at + 1, values.length - at);
        longer[at] = value;
        values = longer;
        sum();
    }

    private void sum() {
        median = values.length == 0 ? 0 : values[values.length / 2];
        others = 0;
        differences = 0;
        distances = 0;
        squares = 0;
        double bound = MADS * mad();
        for (double value : values) {
            double difference = Math.max(-bound, Math.min(bound, value - median));
            others += value == median ? 0 : 1;
            differences += difference;
            distances += Math.abs(difference);
            squares += difference * difference;
        }
    }

    private double mad() {
        double[] sorted = new double[values.length];
        int equal = 0;
        for (int i = 0; i < values.length; i++) {
            sorted[i] = Math.abs(values[i] - median);
            equal += sorted[i] == 0 ? 1 : 0;
        }
        Arrays.sort(sorted);
        if (equal <= values.length / 2) {
            return values.length == 0 ? 0 : sorted[values.length / 2];
        }
        return equal == values.length ? 0 : sorted[(equal + values.length - 1) / 2];
    }

    long count() {
        return values.length + more;
    }

    boolean isEnough() {
        return count() >= ENOUGH && others >= ENOUGH_OTHERS;
    }

    /** Values that are not the median. */
    int others() {
        return others;
    }

    /** 0 before the first value, as is what follows. */
    double mean() {
        return values.length == 0 ? 0 : median + differences / count();
    }

    /** Population variance. */
    double variance() {
        double shift = values.length == 0 ? 0 : differences / count();
        return values.length == 0 ? 0 : Math.max(0, squares / count() - shift * shift);
    }

    /** Mean distance from the median of those that are not it. */
    double distance() {
        return others == 0 ? 0 : distances / others;
    }

    void save(DataOutput out) throws IOException {
        out.writeLong(more);
        out.writeInt(values.length);
        for (double value : values) {
            out.writeDouble(value);
        }
    }

    void restore(DataInput in) throws IOException {
        more = in.readLong();
        int length = in.readInt();
        if (more < 0 || length < 0 || length > 2 * ENOUGH) {
            throw new IOException("encoder state is damaged: " + length + " first values and " + more + " more");
        }
        values = new double[length];
        for (int i = 0; i < length; i++) {
            values[i] = in.readDouble();
            if (Double.isNaN(values[i])) {
                throw new IOException("encoder state is damaged: a first value is not a number");
            }
        }
        sum();
    }
}
