package io.rdrop.job;

import java.time.Duration;
import java.util.Arrays;

/**
 * Decides by how many levels learning gives way, so that it is at most a given time behind its records. Once a
 * second, one level more while the delay is above the target and does not shrink by half a second a second; one less
 * after five seconds below half of the target, if the level below, as far as its cost is known, would be busy for at
 * most 0.8 of the time. What a level costs is measured while it is in use; a cost that is not known is found out after
 * twenty seconds. Times are in milliseconds, costs in nanoseconds an example. Not thread-safe.
 */
final class Backlog {
    private static final long EACH_MS = 1_000;
    private static final long SETTLE_MS = 2_000;
    private static final long CALM_MS = 5_000;
    private static final long TRY_MS = 20_000;
    private static final double CATCHING_UP = 0.5;
    private static final double MOST_BUSY = 0.8;
    private static final double NS_PER_MS = 1e6;

    private final long targetMs;
    private final double[] costNs;
    private int level;
    private long checkedMs = Long.MIN_VALUE;
    private long changedMs;
    private long delayMs;
    private long calmSinceMs;
    private long examples;
    private long busyNs;

    /**
     * @param levels how many there are above 0
     * @param level to begin with
     */
    Backlog(Duration target, int levels, int level) {
        targetMs = target.toMillis();
        costNs = new double[levels + 1];
        Arrays.fill(costNs, Double.NaN);
        this.level = Math.min(level, levels);
    }

    /**
     * Takes note of an example that was learned, or put by for a micro-batch.
     *
     * @param nowMs processing time
     * @param delayMs of the example: now less its record's timestamp
     * @param tookNs of the example
     * @return the level to be at from now on
     */
    int learned(long nowMs, long delayMs, long tookNs) {
        examples++;
        busyNs += tookNs;
        if (checkedMs == Long.MIN_VALUE) {
            start(nowMs, delayMs);
            changedMs = nowMs;
            calmSinceMs = nowMs;
        } else if (nowMs - checkedMs >= EACH_MS) {
            check(nowMs, delayMs);
            start(nowMs, delayMs);
        }
        return level;
    }

    private void start(long nowMs, long delayNowMs) {
        checkedMs = nowMs;
        delayMs = delayNowMs;
        examples = 0;
        busyNs = 0;
    }

    private void check(long nowMs, long delayNowMs) {
        long elapsedMs = nowMs - checkedMs;
        double cost = (double) busyNs / examples;
        costNs[level] = cost;
        boolean isCatchingUp = delayMs - delayNowMs >= CATCHING_UP * elapsedMs;
        if (delayNowMs > targetMs / 2) {
            calmSinceMs = nowMs;
        }
        if (delayNowMs > targetMs && !isCatchingUp) {
            if (nowMs - changedMs >= SETTLE_MS && level < costNs.length - 1) {
                go(level + 1, nowMs);
            }
        } else if (level > 0 && nowMs - calmSinceMs >= CALM_MS && nowMs - changedMs >= CALM_MS) {
            double below = costNs[level - 1];
            double busy = examples / (double) elapsedMs * below / NS_PER_MS;
            if (Double.isNaN(below) ? nowMs - changedMs >= TRY_MS : busy <= MOST_BUSY) {
                go(level - 1, nowMs);
            }
        }
    }

    private void go(int next, long nowMs) {
        level = next;
        changedMs = nowMs;
        calmSinceMs = nowMs;
    }

    /** The level to be at. */
    int level() {
        return level;
    }
}
