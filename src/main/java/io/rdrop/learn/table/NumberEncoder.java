package io.rdrop.learn.table;

import io.rdrop.encode.StandardisedTarget;
import io.rdrop.encode.TableColumns;
import io.rdrop.encode.TabularEncoder;
import io.rdrop.example.Example;
import io.rdrop.example.TableFeatures;
import io.rdrop.graph.Formula;
import io.rdrop.graph.Graph;
import io.rdrop.graph.Tensor;
import io.rdrop.graph.Value;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
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

    /**
     * Rows in a graph, with what is known by now. Earlier targets are inputs of the graph, {@code targets} [1 or rows,
     * lags], and so are their running means, {@code target_means} [1 or rows, 3]. If they are not given, they are those
     * that the model ended with.
     */
    public NumberGraph graph(Formula formula) {
        TableColumns table = columns.columns(formula);
        TableGraph plain = TableGraph.of(formula, columnShape, columns, table, table.numbers());
        Value means = formula.asManyRows(
                formula.graph()
                        .input(
                                "target_means",
                                Tensor.Type.DOUBLE,
                                "of the targets before: running means with rates 0.1 and 0.01, and the mean of all; if"
                                        + " not given, those that the model ended with",
                                new double[] {fast, slow, mean},
                                new long[] {1, 3},
                                Graph.HISTORIES,
                                3L),
                table.any());
        return new NumberGraph(
                formula, plain, levels, changes, formula.slice(means, 1, 2, 3), () -> history(formula, table, means));
    }

    private NumberGraph.History history(Formula formula, TableColumns table, Value means) {
        Value targets = formula.asManyRows(
                formula.graph()
                        .input(
                                "targets",
                                Tensor.Type.DOUBLE,
                                "of the rows before, the latest first; if not given, those that the model ended with",
                                earlier.clone(),
                                new long[] {1, earlier.length},
                                Graph.HISTORIES,
                                (long) earlier.length),
                table.any());
        Value last = formula.slice(targets, 1, 0, 1);
        Value standardised = cut(formula, levels.encode(formula, targets), 0);
        Value differences =
                formula.minus(formula.slice(targets, 1, 0, CHANGES), formula.slice(targets, 1, 1, CHANGES + 1));
        Value ofFast = formula.minus(last, formula.slice(means, 1, 0, 1));
        List<Value> numbers = new ArrayList<>();
        if (table.numbers() != null) {
            numbers.add(table.numbers());
        }
        numbers.add(formula.slice(standardised, 1, 0, LEVELS));
        numbers.add(cut(formula, changes.encode(formula, differences), 1));
        numbers.add(cut(formula, changes.encode(formula, ofFast), 0));
        numbers.add(cut(formula, levels.encode(formula, formula.slice(means, 1, 1, 2)), 0));
        TableGraph rows = TableGraph.of(formula, historyShape, columns, table, formula.join(1, numbers));
        return new NumberGraph.History(rows, standardised, last);
    }

    /** To +-5, and 0 where as many targets and some more have not been observed. */
    private Value cut(Formula formula, Value values, int more) {
        Graph graph = formula.graph();
        Value cut = formula.toFloat(formula.cut(values, graph.scalar(-CLIP), graph.scalar(CLIP)));
        if (observed >= earlier.length + more) {
            return cut;
        }
        float[] known = new float[earlier.length];
        for (int i = 0; i < known.length; i++) {
            known[i] = i + more < observed ? 1 : 0;
        }
        Value width = formula.slice(graph.op("Shape", cut), 0, 1, 2);
        Value mask = graph.op("Slice", graph.constant(known, 1, known.length), graph.longs(0), width, graph.longs(1));
        return formula.times(cut, mask);
    }
}
