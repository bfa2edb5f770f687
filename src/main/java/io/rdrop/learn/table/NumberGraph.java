package io.rdrop.learn.table;

import io.rdrop.encode.StandardisedTarget;
import io.rdrop.graph.Formula;
import io.rdrop.graph.Value;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Rows whose targets are numbers in a graph, as {@link NumberRow} has them. */
public final class NumberGraph {
    private final Formula formula;
    private final TableGraph columns;
    private final StandardisedTarget levels;
    private final StandardisedTarget changes;
    private final Value mean;
    private final Supplier<History> makesHistory;
    private @Nullable History history;

    /**
     * What is known of the targets before.
     *
     * @param rows the columns and what the targets before add to them
     * @param earlier [rows, lags] float32, standardised
     * @param last [rows, 1] float64, the target before
     */
    record History(TableGraph rows, Value earlier, Value last) {}

    /**
     * Its parts.
     *
     * @param mean [rows, 1] float64, of all targets before
     * @param makesHistory called once, if anyone asks for it
     */
    NumberGraph(
            Formula formula,
            TableGraph columns,
            StandardisedTarget levels,
            StandardisedTarget changes,
            Value mean,
            Supplier<History> makesHistory) {
        this.formula = formula;
        this.columns = columns;
        this.levels = levels;
        this.changes = changes;
        this.mean = mean;
        this.makesHistory = makesHistory;
    }

    /** What computes with them. */
    public Formula formula() {
        return formula;
    }

    /** The columns alone. */
    public TableGraph columns() {
        return columns;
    }

    private History known() {
        if (history == null) {
            history = makesHistory.get();
        }
        return history;
    }

    /** The columns, and after them as further numbers what {@link NumberEncoder} makes of earlier targets. */
    public TableGraph history() {
        return known().rows;
    }

    /** The targets before, standardised: [rows, lags] float32. */
    public Value earlier() {
        return known().earlier;
    }

    /** The target before: [rows, 1] float64. */
    public Value last() {
        return known().last;
    }

    /** Of all targets before: [rows, 1] float64. */
    public Value mean() {
        return mean;
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
