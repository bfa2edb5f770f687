package io.rdrop.learn.pool;

import io.rdrop.learn.CounterRandom;
import io.rdrop.learn.table.StateArrays;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** The mean log-loss of the last rows. Losses are kept as multiples of 2^-20, so that their sum never drifts. */
final class LossWindow {
    private static final double UNIT = 0x1p-20;
    /** Of a probability of 0. */
    private static final double MOST = 100;
    /** Of a density that is high. */
    private static final double LEAST = -1000;

    private final int[] losses;
    private long sum;
    private long seen;

    /** @param rows at least 1 */
    LossWindow(int rows) {
        losses = new int[rows];
    }

    void add(float probability) {
        addLoss(-Math.log(probability));
    }

    void addLoss(double nats) {
        int at = (int) (seen % losses.length);
        int loss = (int) Math.round(Math.max(LEAST, Math.min(MOST, nats)) / UNIT);
        sum += loss - (seen < losses.length ? 0 : losses[at]);
        losses[at] = loss;
        seen++;
    }

    /** Whether this row, one in so many of a share, is among those: told by the name and the rows so far. */
    boolean draws(String name, double share) {
        return share >= 1 || CounterRandom.uniform(name.hashCode(), seen, 0) < share;
    }

    private int size() {
        return (int) Math.min(seen, losses.length);
    }

    /** NaN before the first row. */
    double mean() {
        return size() == 0 ? Double.NaN : sum * UNIT / size();
    }

    void save(DataOutput out) throws IOException {
        out.writeLong(seen);
        StateArrays.write(losses, size(), out);
    }

    void restore(DataInput in) throws IOException {
        seen = in.readLong();
        int count = StateArrays.read(in, losses);
        if (count != size()) {
            throw new IOException("state is damaged: " + seen + " losses seen but not " + count + " kept");
        }
        sum = 0;
        for (int i = 0; i < count; i++) {
            sum += losses[i];
        }
    }
}
