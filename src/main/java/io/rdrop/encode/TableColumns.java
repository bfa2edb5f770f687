package io.rdrop.encode;

import io.rdrop.config.EncodingConfig;
import io.rdrop.graph.Formula;
import io.rdrop.graph.Graph;
import io.rdrop.graph.Tensor;
import io.rdrop.graph.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a table in a graph, as {@link TabularEncoder} encodes them. What there are no columns for is null.
 *
 * @param raw [rows, numbers] float64, NaN where missing: an input of the graph, {@value #NUMBERS}
 * @param missing [rows, numbers] bool, outliers too
 * @param numbers [rows, numbers] float32, standardised
 * @param categories [rows, categories] int64, which of its column's inputs each lights, -1 for none: an input of the
 *     graph, {@value #CATEGORIES}
 */
public record TableColumns(
        @Nullable Value raw,
        @Nullable Value missing,
        @Nullable Value numbers,
        @Nullable Value categories) {
    static final String NUMBERS = "numbers";
    static final String CATEGORIES = "categories";

    static TableColumns of(
            Formula formula, EncodingConfig config, List<NumericColumn> numeric, List<CategoricalColumn> categorical) {
        Graph graph = formula.graph();
        long count = categorical.size();
        Value categories = categorical.isEmpty()
                ? null
                : graph.input(
                        CATEGORIES,
                        Tensor.Type.INT64,
                        "which of its column's inputs a category lights, -1 for a missing one, in the order of "
                                + categorical.stream()
                                        .map(CategoricalColumn::name)
                                        .toList(),
                        Graph.ROWS,
                        count);
        if (numeric.isEmpty()) {
            return new TableColumns(null, null, null, categories);
        }
        Value raw = graph.input(
                NUMBERS,
                Tensor.Type.DOUBLE,
                "as they are in a record, NaN for a missing one, in the order of "
                        + numeric.stream().map(NumericColumn::name).toList(),
                Graph.ROWS,
                (long) numeric.size());
        Value missing = missing(formula, raw, numeric);
        return new TableColumns(raw, missing, numbers(formula, config, raw, missing, numeric), categories);
    }

    private static Value missing(Formula formula, Value raw, List<NumericColumn> numeric) {
        Graph graph = formula.graph();
        double[] distances = numeric.stream()
                .mapToDouble(column -> column.moments().outlierDistance())
                .map(distance -> distance > 0 ? distance : Double.POSITIVE_INFINITY)
                .toArray();
        Value away = graph.op("Abs", formula.minus(raw, graph.constant(means(numeric), 1, numeric.size())));
        Value outlier = graph.op("Greater", away, graph.constant(distances, 1, numeric.size()));
        return graph.op("Or", graph.op("IsNaN", raw), outlier);
    }

    private static double[] means(List<NumericColumn> numeric) {
        return numeric.stream().mapToDouble(column -> column.moments().mean()).toArray();
    }

    private static Value numbers(
            Formula formula, EncodingConfig config, Value raw, Value missing, List<NumericColumn> numeric) {
        Graph graph = formula.graph();
        int count = numeric.size();
        Value means = graph.constant(means(numeric), 1, count);
        Value known = formula.where(missing, means, raw);
        if (config.standardise()) {
            double[] deviations = numeric.stream()
                    .mapToDouble(column -> column.moments().deviation())
                    .toArray();
            // Of a column without a scale every distance is 0.
            double[] scaled = numeric.stream()
                    .mapToDouble(column -> column.moments().count() < 2 ? 0 : 1)
                    .toArray();
            Value distance = formula.times(formula.minus(known, means), graph.constant(scaled, 1, count));
            Value zero = graph.scalar(0.0);
            Value quotient = formula.over(distance, graph.constant(deviations, 1, count));
            Value standardised = formula.cut(quotient, graph.scalar(-config.clip()), graph.scalar(config.clip()));
            known = formula.where(formula.equal(distance, zero), zero, standardised);
        }
        double most = Float.MAX_VALUE;
        return formula.toFloat(formula.cut(known, graph.scalar(-most), graph.scalar(most)));
    }

    /** What all rows have as many of as there are rows. */
    public Value any() {
        Value any = numbers == null ? categories : numbers;
        if (any == null) {
            throw new IllegalStateException("a table must have a column");
        }
        return any;
    }
}
