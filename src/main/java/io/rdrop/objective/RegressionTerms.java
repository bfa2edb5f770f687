package io.rdrop.objective;

/**
 * The R-Drop objective of one regression batch, in squared units of the target, reduced over rows.
 *
 * @param squaredError squared error, summed over outputs and passes
 * @param consistency mean squared distance over the ordered pairs of passes, without alpha; 0 for one pass
 * @param loss squaredError + alpha * consistency
 */
public record RegressionTerms(double squaredError, double consistency, double loss) {}
