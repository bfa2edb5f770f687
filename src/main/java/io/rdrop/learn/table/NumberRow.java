package io.rdrop.learn.table;

import io.rdrop.encode.StandardisedTarget;

/**
 * One row whose target is a number, encoded once for all members: its columns, the same with what the numbers before it
 * were, and what they tell of its scale. Valid until the next row is observed.
 */
public final class NumberRow {
    private final TableInputs columns;
    private final TableInputs history;
    private final float[] earlier;
    private final StandardisedTarget levels;
    private final StandardisedTarget changes;
    double last;
    double mean;
    long observed;

    NumberRow(
            TableShape columnShape,
            TableShape historyShape,
            int lags,
            StandardisedTarget levels,
            StandardisedTarget changes) {
        columns = new TableInputs(columnShape);
        history = new TableInputs(historyShape);
        earlier = new float[lags];
        this.levels = levels;
        this.changes = changes;
    }

    /** The columns alone. */
    public TableInputs columns() {
        return columns;
    }

    /** The columns, and after them as further numbers what {@link NumberEncoder} makes of earlier targets. */
    public TableInputs history() {
        return history;
    }

    /** The targets before, standardised, the latest first; 0 where there was none. Not to be modified. */
    public float[] earlier() {
        return earlier;
    }

    /** The target before; 0 if there was none. */
    public double last() {
        return last;
    }

    /** Of all targets before; 0 if there was none. */
    public double mean() {
        return mean;
    }

    /** Targets before. */
    public long observed() {
        return observed;
    }

    /** Scale of the targets. */
    public StandardisedTarget levels() {
        return levels;
    }

    /** Scale of the differences between a target and the one before. */
    public StandardisedTarget changes() {
        return changes;
    }
}
