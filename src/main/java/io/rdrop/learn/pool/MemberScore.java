package io.rdrop.learn.pool;

/**
 * How a member does.
 *
 * @param name of the member
 * @param weight in the logarithmic mixture; may be negative
 * @param recentLoss its own mean log-loss over the last 2000 rows, nats; NaN before the first
 * @param restarts how often it diverged and began anew
 */
public record MemberScore(String name, double weight, double recentLoss, long restarts) {}
