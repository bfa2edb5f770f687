package io.rdrop.tools.bench;

import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;

/**
 * The mean of repeated measurements with its 95 % confidence interval by Student's t: mean +- t(0.975, n - 1) s /
 * sqrt(n).
 *
 * @param mean of the measurements
 * @param halfWidth of the interval; NaN for one measurement
 */
record ConfidenceInterval(double mean, double halfWidth) {
    private static final double UPPER = 0.975;

    static ConfidenceInterval of(double... measurements) {
        SummaryStatistics statistics = new SummaryStatistics();
        for (double measurement : measurements) {
            statistics.addValue(measurement);
        }
        double n = measurements.length;
        if (n < 2) {
            return new ConfidenceInterval(statistics.getMean(), Double.NaN);
        }
        double quantile = new TDistribution(null, n - 1).inverseCumulativeProbability(UPPER);
        return new ConfidenceInterval(
                statistics.getMean(), quantile * statistics.getStandardDeviation() / Math.sqrt(n));
    }

    /** Whether two intervals have no value in common. */
    boolean isSeparateFrom(ConfidenceInterval other) {
        return Math.abs(mean - other.mean) > halfWidth + other.halfWidth;
    }
}
