package io.rdrop.learn.number;

import io.rdrop.encode.StandardisedTarget;
import io.rdrop.graph.Value;
import io.rdrop.learn.table.NumberEncoder;
import io.rdrop.learn.table.NumberGraph;
import io.rdrop.learn.table.NumberRow;
import io.rdrop.learn.table.TableGraph;
import io.rdrop.learn.table.TableInputs;
import io.rdrop.learn.table.TableShape;

/** What a member is given of a row, and what it learns. */
public enum View {
    /** The target by the columns alone. */
    COLUMNS,
    /** The target by the columns and the targets before. */
    HISTORY,
    /** By the same, the change of the target against the one before. */
    CHANGE;

    /** The shape of {@link #inputs}. */
    public TableShape shape(NumberEncoder encoder) {
        return this == COLUMNS ? encoder.columnShape() : encoder.historyShape();
    }

    /** What the member is given. */
    public TableInputs inputs(NumberRow row) {
        return this == COLUMNS ? row.columns() : row.history();
    }

    /** What it is to learn, standardised. */
    public double encode(NumberRow row, double target) {
        return scale(row).encode(this == CHANGE ? target - row.last() : target);
    }

    /** What its output says of the target. */
    public double decode(NumberRow row, double output) {
        return scale(row).decode(output) + (this == CHANGE ? row.last() : 0);
    }

    private StandardisedTarget scale(NumberRow row) {
        return this == CHANGE ? row.changes() : row.levels();
    }

    /** What the member is given, in a graph. */
    public TableGraph inputs(NumberGraph row) {
        return this == COLUMNS ? row.columns() : row.history();
    }

    /** What its output says of the target, in a graph: [rows, 1] float64 both. */
    public Value decode(NumberGraph row, Value output) {
        return this == CHANGE
                ? row.formula().plus(row.changes().decodeExactly(row.formula(), output), row.last())
                : row.levels().decodeExactly(row.formula(), output);
    }
}
