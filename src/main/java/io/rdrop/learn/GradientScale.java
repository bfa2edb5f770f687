package io.rdrop.learn;

import io.rdrop.engine.GradientLimit;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How long a model's gradients usually are; what is far longer is shortened to the longest that is usual. With x the logarithm of a
 * norm, m and s its running mean and deviation,
 *
 * <pre>
 *   limit = m + max(4 s, ln 10)        factor = exp(min(0, limit - x))
 *   m, s^2 from x' = x, cut to half way from m to the limit, above and below, at weight max(1/n, 1/1000)
 * </pre>
 *
 * <p>so that no gradient moves the scale by more than a usual one does, and a lasting change moves it within some thousand updates. The first
 * {@value #FIRST} are measured and not shortened. The idea is ZClip's (arXiv 2504.02507); norms of small batches span
 * orders of magnitude, so it is the logarithm whose deviations count here.
 */
final class GradientScale implements GradientLimit {
    static final int FIRST = 50;

    private static final int MEMORY = 1000;
    private static final double DEVIATIONS = 4;
    private static final double LEAST = Math.log(10);
    /** Logarithm of the shortest gradient that is told from 0. */
    private static final double SHORTEST = -100;

    private long count;
    private double mean;
    private double variance;

    @Override
    public double scale(double norm) {
        double x = Math.max(SHORTEST, Math.log(norm));
        double width = Math.max(DEVIATIONS * Math.sqrt(variance), LEAST);
        double above = x - mean - width;
        boolean isKnown = count >= FIRST;
        observe(isKnown ? Math.max(mean - width / 2, Math.min(mean + width / 2, x)) : x);
        return isKnown && above > 0 ? Math.exp(-above) : 1;
    }

    private void observe(double x) {
        count++;
        double weight = 1.0 / Math.min(count, MEMORY);
        double delta = x - mean;
        mean += weight * delta;
        variance = (1 - weight) * (variance + weight * delta * delta);
    }

    void save(DataOutput out) throws IOException {
        out.writeLong(count);
        out.writeDouble(mean);
        out.writeDouble(variance);
    }

    void restore(DataInput in) throws IOException {
        count = in.readLong();
        mean = in.readDouble();
        variance = in.readDouble();
        if (count < 0 || !Double.isFinite(mean) || !(variance >= 0) || Double.isInfinite(variance)) {
            throw new IOException(
                    "scale of gradients is damaged: " + count + " of mean " + mean + " and variance " + variance);
        }
    }
}
