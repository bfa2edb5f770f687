package io.rdrop.tools.report;

/** Mean over the latest values. */
final class RecentMean {
    private final double[] values;
    private long seen;

    RecentMean(int size) {
        values = new double[size];
    }

    void add(double value) {
        values[(int) (seen++ % values.length)] = value;
    }

    /** NaN before the first value. */
    double mean() {
        int filled = (int) Math.min(seen, values.length);
        double sum = 0;
        for (int i = 0; i < filled; i++) {
            sum += values[i];
        }
        return filled == 0 ? Double.NaN : sum / filled;
    }
}
