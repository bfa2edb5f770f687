package io.rdrop.learn.table;

import io.rdrop.graph.Formula;
import io.rdrop.graph.Value;

/** Rows as the members of a pool see them, in a graph. */
public interface RowGraph {
    /** What computes with them. */
    Formula formula();

    /** The label before each row: [rows, 1] int64, {@link LabelHistory#NO_LABEL} for none. */
    Value lastLabel();

    /** Something with as many rows as are to be predicted. */
    Value rows();

    /** A single row of numbers, as often as there are rows. */
    default Value forEachRow(Value row) {
        return formula().asManyRows(row, rows());
    }
}
