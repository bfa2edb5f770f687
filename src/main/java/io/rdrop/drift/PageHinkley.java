package io.rdrop.drift;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The test of Page and Hinkley that a mean has risen (Page 1954; with forgetting, as River has it). With x_t the values
 * and m_t their mean so far,
 *
 * <pre>
 *   U_t = max(0, alpha U_(t-1) + x_t - m_t - delta),   a drift if U_t &gt;= lambda
 * </pre>
 *
 * after which it begins anew. Delta and lambda are in units of the values: those published are for errors of 0 and 1.
 */
public final class PageHinkley implements DriftDetector {
    private final double delta;
    private final double lambda;
    private final double alpha;
    private final int leastExamples;
    private long count;
    private double mean;
    private double sum;
    private boolean hasDrifted;

    /**
     * @param delta by how much values may rise, at least 0
     * @param lambda above 0; the greater, the fewer false alarms and the later
     * @param alpha what is kept of the sum at each value, within (0, 1]
     * @param leastExamples values until the first signal, itself included
     */
    public PageHinkley(double delta, double lambda, double alpha, int leastExamples) {
        this.delta = delta;
        this.lambda = lambda;
        this.alpha = alpha;
        this.leastExamples = leastExamples;
    }

    private void restart() {
        count = 0;
        mean = 0;
        sum = 0;
    }

    @Override
    public Signal update(double value) {
        if (hasDrifted) {
            restart();
        }
        count++;
        mean += (value - mean) / count;
        sum = Math.max(0, alpha * sum + (value - mean - delta));
        hasDrifted = count + 1 >= leastExamples && sum >= lambda;
        return hasDrifted ? Signal.DRIFT : Signal.NONE;
    }

    @Override
    public double estimate() {
        return count == 0 ? Double.NaN : mean;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeLong(count);
        out.writeDouble(mean);
        out.writeDouble(sum);
        out.writeBoolean(hasDrifted);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        count = in.readLong();
        mean = in.readDouble();
        sum = in.readDouble();
        hasDrifted = in.readBoolean();
    }
}
