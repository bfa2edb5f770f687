package io.rdrop.learn.table;

import io.rdrop.config.ReplayType;
import io.rdrop.learn.CounterRandom;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Encoded rows kept to be learned again: the latest, or a uniform sample of all so far (J. S. Vitter, Random Sampling
 * with a Reservoir, 1985, algorithm R). Bounded; what is kept depends on the seed and the position in the stream alone.
 */
public final class RowStore {
    private final ReplayType type;
    private final int capacity;
    private final long seed;
    private final TableInputs row;
    private final float[] numbers;
    private final int[] slots;
    private final int[] lags;
    private final float[] averages;
    private final float[] targets;
    /** Of the rows; null as long as all that are kept weigh 1. */
    private double @Nullable [] weights;

    private long seen;

    /** @param type window or reservoir */
    public RowStore(ReplayType type, int capacity, TableShape shape, long seed) {
        this.type = type;
        this.capacity = capacity;
        this.seed = seed;
        row = new TableInputs(shape);
        numbers = new float[Math.multiplyExact(capacity, row.numbers.length)];
        slots = new int[Math.multiplyExact(capacity, row.slots.length)];
        lags = new int[Math.multiplyExact(capacity, row.lags.length)];
        averages = new float[Math.multiplyExact(capacity, row.averages.length)];
        targets = new float[capacity];
    }

    /** Rows kept. */
    public int size() {
        return (int) Math.min(seen, capacity);
    }

    /** Which rows are kept. */
    public ReplayType type() {
        return type;
    }

    /** Keeps the rows of another one, whose rows had another number of earlier labels; those are unknown. */
    public void follow(RowStore before) {
        seen = before.seen;
        System.arraycopy(before.numbers, 0, numbers, 0, numbers.length);
        System.arraycopy(before.slots, 0, slots, 0, slots.length);
        System.arraycopy(before.averages, 0, averages, 0, averages.length);
        System.arraycopy(before.targets, 0, targets, 0, targets.length);
        weights = before.weights == null ? null : before.weights.clone();
        Arrays.fill(lags, LabelHistory.NO_LABEL);
        int width = row.lags.length;
        int earlier = before.row.lags.length;
        for (int i = 0; i < size(); i++) {
            System.arraycopy(before.lags, i * earlier, lags, i * width, Math.min(width, earlier));
        }
    }

    /** Offers a row of weight 1. */
    public void add(TableInputs offered, float target) {
        add(offered, target, 1);
    }

    /** Offers a row. */
    public void add(TableInputs offered, float target, double weight) {
        long at = seen;
        if (seen >= capacity) {
            at = type == ReplayType.SLIDING_WINDOW ? seen % capacity : CounterRandom.below(seen + 1, seed, seen);
        }
        if (at < capacity) {
            put((int) at, offered, target, weight);
        }
        seen++;
    }

    private void put(int at, TableInputs from, float target, double weight) {
        if (weights == null && weight != 1) {
            weights = new double[targets.length];
            Arrays.fill(weights, 1);
        }
        if (weights != null) {
            weights[at] = weight;
        }
        System.arraycopy(from.numbers, 0, numbers, at * from.numbers.length, from.numbers.length);
        System.arraycopy(from.slots, 0, slots, at * from.slots.length, from.slots.length);
        System.arraycopy(from.lags, 0, lags, at * row.lags.length, row.lags.length);
        System.arraycopy(from.averages, 0, averages, at * from.averages.length, from.averages.length);
        targets[at] = target;
    }

    /** A row that is kept, as {@link #target} of the same place; valid until the next call. */
    public TableInputs row(int at) {
        System.arraycopy(numbers, at * row.numbers.length, row.numbers, 0, row.numbers.length);
        System.arraycopy(slots, at * row.slots.length, row.slots, 0, row.slots.length);
        System.arraycopy(lags, at * row.lags.length, row.lags, 0, row.lags.length);
        System.arraycopy(averages, at * row.averages.length, row.averages, 0, row.averages.length);
        row.derive();
        return row;
    }

    /** Its label, or its number. */
    public float target(int at) {
        return targets[at];
    }

    /** Its weight. */
    public double weight(int at) {
        return weights == null ? 1 : weights[at];
    }

    /** Bytes of the rows. */
    public long bytes() {
        int perRow = row.numbers.length + row.slots.length + row.lags.length + row.averages.length + 1;
        return ((long) Float.BYTES * perRow + (weights == null ? 0 : Double.BYTES)) * size();
    }

    /** Writes the rows; if any weighed something else than 1, {@code -1 - seen} for seen, and their weights last. */
    public void save(DataOutput out) throws IOException {
        out.writeLong(weights == null ? seen : -1 - seen);
        StateArrays.write(numbers, size() * row.numbers.length, out);
        StateArrays.write(slots, size() * row.slots.length, out);
        StateArrays.write(lags, size() * row.lags.length, out);
        StateArrays.write(averages, size() * row.averages.length, out);
        StateArrays.write(targets, size(), out);
        for (int at = 0; weights != null && at < size(); at++) {
            out.writeDouble(weights[at]);
        }
    }

    /** Restores what {@link #save} wrote. */
    public void restore(DataInput in) throws IOException {
        long marked = in.readLong();
        seen = marked < 0 ? -1 - marked : marked;
        StateArrays.read(in, numbers);
        StateArrays.read(in, slots);
        StateArrays.read(in, lags);
        StateArrays.read(in, averages);
        if (StateArrays.read(in, targets) != size()) {
            throw new IOException("state is damaged: " + seen + " rows seen but not " + size() + " kept");
        }
        weights = null;
        if (marked < 0) {
            weights = new double[targets.length];
            Arrays.fill(weights, 1);
            for (int at = 0; at < size(); at++) {
                weights[at] = in.readDouble();
            }
        }
    }
}
