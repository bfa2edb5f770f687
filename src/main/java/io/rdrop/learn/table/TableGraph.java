package io.rdrop.learn.table;

import io.rdrop.encode.TableColumns;
import io.rdrop.encode.TabularEncoder;
import io.rdrop.graph.Formula;
import io.rdrop.graph.Graph;
import io.rdrop.graph.Tensor;
import io.rdrop.graph.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rows in a graph as {@link TableInputs} has them.
 *
 * <p>Earlier labels are inputs of the graph, {@code labels} [1 or rows, lags], and so are their running means, {@code
 * label_means} [1 or rows, 2 * classes]. If they are not given, they are those that the model ended with.
 */
public final class TableGraph implements RowGraph {
    private static final float MIDDLE = (TableInputs.KNOTS - 1) / (2 * TableInputs.KNOT_RANGE);

    private final Formula formula;
    private final TableShape shape;
    private final @Nullable Value raw;
    private final @Nullable Value numbers;
    private final @Nullable Value slots;
    private final Value rows;
    private final Value columns;
    private final @Nullable Value labels;
    private final @Nullable Value means;
    private final Map<List<Object>, Value> inputs = new HashMap<>();
    private @Nullable Value knots;

    /** Its parts, as the fields of the same names; null where there are no columns, or no earlier labels. */
    private TableGraph(
            Formula formula,
            TableShape shape,
            TableColumns table,
            @Nullable Value numbers,
            @Nullable Value slots,
            @Nullable Value slotInputs,
            @Nullable Value labels,
            @Nullable Value means) {
        this.formula = formula;
        this.shape = shape;
        this.raw = table.raw();
        this.numbers = numbers;
        this.slots = slots;
        this.rows = table.any();
        this.labels = labels;
        this.means = means;
        List<Value> parts = new ArrayList<>();
        for (Value part : Arrays.asList(numbers, slotInputs)) {
            if (part != null) {
                parts.add(part);
            }
        }
        columns = formula.join(1, parts);
    }

    /**
     * A table whose rows are given no earlier labels.
     *
     * @param numbers [rows, numbers] float32, those of the table or more; null for none
     */
    static TableGraph of(
            Formula formula, TableShape shape, TabularEncoder encoder, TableColumns table, @Nullable Value numbers) {
        return new TableGraph(
                formula,
                shape,
                table,
                numbers,
                encoder.slots(formula, table),
                encoder.slotInputs(formula, table),
                null,
                null);
    }

    /**
     * A table of classes.
     *
     * @param latest earlier labels, the latest first
     * @param averages [2 * classes] running means, the fast ones first
     */
    static TableGraph of(Formula formula, TableShape shape, TabularEncoder encoder, int[] latest, float[] averages) {
        TableColumns table = encoder.columns(formula);
        Value labels = null;
        Value means = null;
        if (latest.length > 0) {
            labels = formula.asManyRows(labels(formula.graph(), latest), table.any());
            means = formula.asManyRows(means(formula.graph(), averages), table.any());
        }
        return new TableGraph(
                formula,
                shape,
                table,
                table.numbers(),
                encoder.slots(formula, table),
                encoder.slotInputs(formula, table),
                labels,
                means);
    }

    private static Value labels(Graph graph, int[] latest) {
        return graph.input(
                "labels",
                Tensor.Type.INT64,
                "indices of the classes of the rows before, the latest first, -1 for none; if not given, those that the"
                        + " model ended with",
                Arrays.stream(latest).asLongStream().toArray(),
                new long[] {1, latest.length},
                Graph.HISTORIES,
                (long) latest.length);
    }

    private static Value means(Graph graph, float[] averages) {
        return graph.input(
                "label_means",
                Tensor.Type.FLOAT,
                "running means of the classes of the rows before, one-hot, with rate 0.1, then with rate 0.01; if not"
                        + " given, those that the model ended with",
                averages.clone(),
                new long[] {1, averages.length},
                Graph.HISTORIES,
                (long) averages.length);
    }

    /** What a learner of tables is given. */
    public static TableGraph of(RowGraph row) {
        if (row instanceof TableGraph table) {
            return table;
        }
        throw new IllegalArgumentException(
                "a row of a table must be one but was " + row.getClass().getSimpleName());
    }

    @Override
    public Formula formula() {
        return formula;
    }

    @Override
    public Value rows() {
        return rows;
    }

    @Override
    public Value lastLabel() {
        return labels == null
                ? forEachRow(formula.graph().constant(new long[] {LabelHistory.NO_LABEL}, 1, 1))
                : formula.slice(labels, 1, 0, 1);
    }

    /** Numbers as they came: [rows, numbers] float64; null if there is none. */
    public @Nullable Value raw() {
        return raw;
    }

    /** Standardised numbers: [rows, numbers] float32; null if there is none. */
    public @Nullable Value numbers() {
        return numbers;
    }

    /** Lit slots, -1 for none: [rows, slot columns] int64; null if there is no column of them. */
    public @Nullable Value slots() {
        return slots;
    }

    /**
     * What a network takes.
     *
     * @return [rows, inputs] float32, in the order of {@link TableInputs.Kind}
     */
    public Value inputs(int lags, boolean hasAverages, boolean hasKnots) {
        return inputs.computeIfAbsent(
                List.of(lags, hasAverages, hasKnots), absent -> join(lags, hasAverages, hasKnots));
    }

    private Value join(int lags, boolean hasAverages, boolean hasKnots) {
        List<Value> parts = new ArrayList<>();
        parts.add(columns);
        if (lags > 0 && labels != null) {
            Value known = formula.slice(labels, 1, 0, lags);
            parts.add(formula.reshape(formula.oneHot(known, shape.classes()), 0, (long) lags * shape.classes()));
        }
        if (hasAverages && means != null) {
            float[] scales = new float[2 * shape.classes()];
            Arrays.fill(scales, 0, shape.classes(), 1);
            Arrays.fill(scales, shape.classes(), scales.length, TableInputs.SLOW_SCALE);
            parts.add(formula.times(means, formula.graph().constant(scales, 1, scales.length)));
        }
        if (hasKnots && numbers != null) {
            parts.add(knots(numbers));
        }
        return formula.join(1, parts);
    }

    /** Hat functions: 1 - distance from a knot, where that is positive. */
    private Value knots(Value of) {
        if (knots == null) {
            Graph graph = formula.graph();
            Value range = graph.scalar(TableInputs.KNOT_RANGE);
            Value cut = formula.cut(of, graph.scalar(-TableInputs.KNOT_RANGE), range);
            Value place = formula.times(formula.plus(cut, range), graph.scalar(MIDDLE));
            float[] knotPlaces = new float[TableInputs.KNOTS];
            for (int i = 0; i < knotPlaces.length; i++) {
                knotPlaces[i] = i;
            }
            Value away = graph.op(
                    "Abs", formula.minus(formula.unsqueeze(place, 2), graph.constant(knotPlaces, knotPlaces.length)));
            Value hats = formula.relu(formula.minus(graph.scalar(1f), away));
            knots = formula.reshape(hats, 0, (long) TableInputs.KNOTS * shape.numbers());
        }
        return knots;
    }
}
