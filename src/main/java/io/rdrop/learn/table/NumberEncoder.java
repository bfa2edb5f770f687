package io.rdrop.learn.table;

import io.rdrop.encode.StandardisedTarget;
import io.rdrop.encode.TabularEncoder;
import io.rdrop.example.Example;
import io.rdrop.example.TableFeatures;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/**
 * Encodes rows whose targets are numbers with what was known before them. What earlier targets y_1 (the latest), y_2,
 * ... add to a row, each cut to +-5:
 *
 * <ul>
 *   <li>y_1 .. y_3 in deviations of the targets;
 *   <li>y_i - y_(i+1), i = 1..4, and y_1 less a running mean with rate 0.1, in deviations of the changes;
 *   <li>a running mean with rate 0.01, in deviations of the targets.
 * </ul>
 */
public final class NumberEncoder {
    private static final int LEVELS = 3;
    private static final int CHANGES = 4;
    private static final int ADDED = LEVELS + CHANGES + 2;
    private static final double FAST = 0.1;
    private static final double SLOW = 0.01;
    private static final double CLIP = 5;

    private final TabularEncoder columns;
    private final TableShape columnShape;
    private final TableShape historyShape;
    private final StandardisedTarget levels = new StandardisedTarget();
    private final StandardisedTarget changes = new StandardisedTarget();
    /** The latest first. */
    private final double[] earlier;

    private long observed;
    private double mean;
    private double fast;
    private double slow;

    /** @param lags earlier targets that are kept, at least 5 */
    public NumberEncoder(TabularEncoder columns, int lags) {
        if (lags <= CHANGES) {
            throw new IllegalArgumentException("lags must be > " + CHANGES + " but was " + lags);
        }
        this.columns = columns;
        columnShape = shape(0);
        historyShape = shape(ADDED);
        earlier = new double[lags];
    }

    private TableShape shape(int added) {
        return new TableShape(columns.numbers() + added, columns.slotColumns(), columns.slots(), 1, 0);
    }

    /** Of {@link NumberRow#columns}. */
    public TableShape columnShape() {
        return columnShape;
    }

    /** Of {@link NumberRow#history}. */
    public TableShape historyShape() {
        return historyShape;
    }

    /** An empty row. */
    public NumberRow row() {
        return new NumberRow(columnShape, historyShape, earlier.length, levels, changes);
    }

    /** Encodes a row, and changes nothing here. */
    public void encode(Example example, NumberRow into) {
        TableInputs plain = into.columns();
        TableInputs full = into.history();
        columns.encode(example, plain.numbers, plain.slots);
        System.arraycopy(plain.slots, 0, full.slots, 0, plain.slots.length);
        System.arraycopy(plain.numbers, 0, full.numbers, 0, plain.numbers.length);
        TableFeatures row = (TableFeatures) example.features();
        for (int i = 0; i < columnShape.numbers(); i++) {
            boolean isUsual = columns.isUsual(row, i);
            plain.raw(i, row.numbers()[i], isUsual);
            full.raw(i, row.numbers()[i], isUsual);
        }
        for (int i = 0; i < earlier.length; i++) {
            into.earlier()[i] = i < observed ? cut(levels.encode(earlier[i])) : 0;
        }
        int at = columnShape.numbers();
        for (int i = 0; i < LEVELS; i++) {
            at = add(full, at, into.earlier()[i]);
        }
        for (int i = 0; i < CHANGES; i++) {
            at = add(full, at, i + 1 < observed ? cut(changes.encode(earlier[i] - earlier[i + 1])) : 0);
        }
        at = add(full, at, observed > 0 ? cut(changes.encode(earlier[0] - fast)) : 0);
        add(full, at, observed > 0 ? cut(levels.encode(slow)) : 0);
        plain.derive();
        full.derive();
        into.last = earlier[0];
        into.mean = mean;
        into.observed = observed;
    }

    private static int add(TableInputs to, int at, float value) {
        to.numbers[at] = value;
        to.raw(at, value, true);
        return at + 1;
    }

    /** 0 for what is no number of this scale. */
    private static float cut(double value) {
        return Double.isNaN(value) ? 0 : (float) Math.max(-CLIP, Math.min(CLIP, value));
    }

    /** Whether a target is too far away to be of the scale of those so far. */
    public boolean isOutlier(double target) {
        return levels.isOutlier(target);
    }

    /** The row and its target are known from now on; an outlier is no target. */
    public void observe(Example example) {
        columns.observe(List.of(example));
        double target = example.target();
        if (levels.observe(target)) {
            return;
        }
        if (observed > 0) {
            changes.observe(target - earlier[0]);
        }
        System.arraycopy(earlier, 0, earlier, 1, earlier.length - 1);
        earlier[0] = target;
        fast = observed == 0 ? target : fast + FAST * (target - fast);
        slow = observed == 0 ? target : slow + SLOW * (target - slow);
        observed++;
        mean += (target - mean) / observed;
    }

    /** Writes everything that was observed. */
    public void save(DataOutput out) throws IOException {
        columns.save(out);
        levels.save(out);
        changes.save(out);
        StateArrays.write(earlier, out);
        out.writeLong(observed);
        out.writeDouble(mean);
        out.writeDouble(fast);
        out.writeDouble(slow);
    }

    /** Restores what {@link #save} wrote. */
    public void restore(DataInput in) throws IOException {
        columns.restore(in);
        levels.restore(in);
        changes.restore(in);
        StateArrays.read(in, earlier);
        observed = in.readLong();
        mean = in.readDouble();
        fast = in.readDouble();
        slow = in.readDouble();
    }
}
