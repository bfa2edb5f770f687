package io.rdrop.learn.mix;

/**
 * What is predicted of a number: it is normally distributed.
 *
 * @param mean in units of the target
 * @param deviation above 0
 */
public record Forecast(double mean, double deviation) {
    private static final double MOST = 64;
    private static final double HALF_LOG_TWO_PI = Math.log(2 * Math.PI) / 2;

    /**
     * The log score: -ln of the density at a target, nats; less is better. A target further away than 8 deviations
     * counts as 8 of them, as probabilities have a least one in a log-loss.
     */
    public double loss(double target) {
        double z = (target - mean) / deviation;
        return HALF_LOG_TWO_PI + Math.log(deviation) + Math.min(MOST, z * z) / 2;
    }
}
