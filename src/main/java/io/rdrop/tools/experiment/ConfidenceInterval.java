package io.rdrop.tools.experiment;

import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;

/**
 * The mean of repeated measurements with its 95 % confidence interval by Student's t: mean +- t(0.975, n - 1) s /
 * sqrt(n).
 *
 * @param mean of the measurements
 * @param halfWidth of the interval; NaN for one measurement
 */
public record ConfidenceInterval(double mean, double halfWidth) {
    private static final double UPPER = 0.975;

    /** That of so many measurements; NaN if one of them is. */
    public static ConfidenceInterval of(double... measurements) {
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

    /** Whether 0 lies outside, so that measurements of a difference say which way it goes. */
    public boolean excludesZero() {
        return Math.abs(mean) > halfWidth;
    }

    /** Whether two intervals have no value in common. */
    public boolean isSeparateFrom(ConfidenceInterval other) {
        return Math.abs(mean - other.mean) > halfWidth + other.halfWidth;
    }
}
