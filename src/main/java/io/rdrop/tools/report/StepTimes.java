package io.rdrop.tools.report;

/**
 * Percentiles of step times in bounded memory: counts in buckets whose bounds grow by 2 % each, so that a percentile is
 * within 1 % of a time that was measured. Covers 1 microsecond to about 3 hours; what lies beyond counts as the bound.
 */
final class StepTimes {
    private static final double SMALLEST_MS = 1e-3;
    private static final double LOG_GROWTH = Math.log(1.02);
    private static final int BUCKETS = 1_168;

    private final long[] counts = new long[BUCKETS];
    private long total;

    void add(double stepMs) {
        if (Double.isNaN(stepMs)) {
            return;
        }
        double bucket = Math.floor(Math.log(Math.max(stepMs, SMALLEST_MS) / SMALLEST_MS) / LOG_GROWTH);
        counts[(int) Math.min(bucket, BUCKETS - 1)]++;
        total++;
    }

    void addAll(StepTimes other) {
        for (int i = 0; i < BUCKETS; i++) {
            counts[i] += other.counts[i];
        }
        total += other.total;
    }

    /** The time that a share (0..1) of the steps does not exceed, milliseconds; NaN without a step. */
    double percentile(double share) {
        if (total == 0) {
            return Double.NaN;
        }
        long rank = Math.max(1, (long) Math.ceil(share * total));
        int bucket = 0;
        for (long below = counts[0]; below < rank; below += counts[bucket]) {
            bucket++;
        }
        return SMALLEST_MS * Math.exp((bucket + 0.5) * LOG_GROWTH);
    }
}
