package io.rdrop.tools.report;

/**
 * How fast the run trained.
 *
 * @param examplesPerSecond examples trained on, over the time from the start of the first reported step to the arrival
 *     of the last report; NaN without a step
 * @param stepMillisP50 median wall time of a step, milliseconds, within 1 %; NaN without a step
 * @param stepMillisP99 99th percentile of the same
 */
public record Speed(double examplesPerSecond, double stepMillisP50, double stepMillisP99) {}
