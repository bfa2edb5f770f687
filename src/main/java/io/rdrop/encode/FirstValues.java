package io.rdrop.encode;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Values of a column whose scale is not known yet: it is known once there are 50 of them, and two that differ from their median.
 * Until then moments are those of the values cut to median +-20 MAD, where the MAD is the median distance from the median, or the
 * least one that is not 0 if that is 0. Of a column that hardly ever changes only a count of its usual value is kept.
 */
final class FirstValues {
    static final int ENOUGH = 50;

    private static final double MADS = 20;

    /** Sorted. */
    private double[] values = {};
    /** Further values, all equal to {@link #usual}. */
    private long more;

    private double usual;

    /** Starts with a value that was there so many times. */
    void start(double value, long times) {
        values = new double[] {value};
        usual = value;
        more = times - 1;
    }

    void clear() {
        values = new double[0];
        more = 0;
    }

    void add(double value) {
        if (values.length >= ENOUGH && value == usual) {
            more++;
            return;
        }
        int at = Arrays.binarySearch(values, value);
        int to = at < 0 ? -at - 1 : at;
        double[] longer = new double[values.length + 1];
        System.arraycopy(values, 0, longer, 0, to);
        longer[to] = value;
        System.arraycopy(values, to, longer, to + 1, values.length - to);
        values = longer;
        usual = values[values.length / 2];
    }

    long count() {
        return values.length + more;
    }

    /** True if the scale of the column can be told from these. */
    boolean isEnough() {
        return count() >= ENOUGH
                && others() >= 2;
    }

    /** The median. */
    double usual() {
        return usual;
    }

    /** How many values differ from the median. */
    long others() {
        return Arrays.stream(values).filter(value -> value != usual).count();
    }

    /** Mean distance, cut as for the moments, of these from the median; 0 if there is none. */
    double meanDistance() {
        double bound = MADS * distance();
        return Arrays.stream(values)
                .filter(value -> value != usual)
                .map(value -> Math.min(bound, Math.abs(value - usual)))
                .average()
                .orElse(0);
    }

    /** Mean and population variance of the values, cut; of no value both are 0. */
    double[] moments() {
        if (values.length == 0) {
            return new double[2];
        }
        double bound = MADS * distance();
        double sum = 0;
        double squares = 0;
        for (double value : values) {
            double difference = Math.max(-bound, Math.min(bound, value - usual));
            sum += difference;
            squares += difference * difference;
        }
        double mean = sum / count();
        return new double[] {usual + mean, Math.max(0, squares / count() - mean * mean)};
    }

    /** The MAD, or the least distance that is not 0. */
    private double distance() {
        double[] distances = Arrays.stream(values).map(value -> Math.abs(value - usual)).sorted().toArray();
        double mad = more > 0 ? 0 : distances[distances.length / 2];
        return mad > 0 ? mad : Arrays.stream(distances).filter(distance -> distance > 0).findFirst().orElse(0);
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
        }
        usual = length == 0 ? 0 : values[length / 2];
    }
}
