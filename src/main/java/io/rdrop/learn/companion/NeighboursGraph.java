package io.rdrop.learn.companion;

import io.rdrop.graph.Formula;
import io.rdrop.graph.Graph;
import io.rdrop.graph.Value;
import io.rdrop.learn.table.TableGraph;
import io.rdrop.learn.table.TableShape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@link Neighbours} in a graph. Distances are added up as there, number by number: where rows repeat, all their
 * distances are rounding errors, and the votes depend on them.
 */
final class NeighboursGraph {
    private final TableGraph row;
    private final Formula formula;
    private final Graph graph;
    private final int classes;
    private final int found;
    /** [rows, found] float64 distances, the nearest first; null without any. */
    private final @Nullable Value nearest;
    /** [rows, found, classes] float64, 1 for the label of each; null without any. */
    private final @Nullable Value votes;

    /** Adds the search to the graph. */
    NeighboursGraph(TableGraph row, TableShape shape, NearestRows rows, float[] weights) {
        int size = rows.size();
        int[] labels = rows.labels();
        this.row = row;
        formula = row.formula();
        graph = formula.graph();
        classes = shape.classes();
        found = Math.min(size, Neighbours.MOST);
        if (found == 0) {
            nearest = null;
            votes = null;
            return;
        }
        int[] order = order(size);
        Value distances = row.forEachRow(graph.constant(pick(rows.lengths(), order), 1, size));
        Value own = null;
        if (row.numbers() != null) {
            distances = numbers(row.numbers(), rows.columns(), weights, order, distances);
            own = own(row.numbers(), weights);
        }
        if (row.slots() != null) {
            distances = slots(row.slots(), rows.slots(), order, distances);
        }
        List<Value> top =
                graph.ops("TopK", 2, Map.of("axis", -1L, "largest", 0L, "sorted", 1L), distances, graph.longs(found));
        Value least = own == null ? top.get(0) : formula.plus(top.get(0), own);
        nearest = formula.toDouble(formula.max(least, graph.scalar(0f)));
        long[] labelOf = new long[size];
        for (int i = 0; i < size; i++) {
            labelOf[i] = labels[order[i]];
        }
        Value found = formula.gather(graph.constant(labelOf, size), top.get(1), 0);
        votes = formula.toDouble(formula.oneHot(found, classes));
    }

    /** The order in which rows are looked at: of those that are equally near the first ones vote. */
    private static int[] order(int size) {
        int[] order = new int[size];
        int count = 0;
        for (int i = 0; i < NearestRows.BLOCK; i++) {
            for (int at = i; at < size; at += NearestRows.BLOCK) {
                order[count++] = at;
            }
        }
        return order;
    }

    private static float[] pick(float[] values, int[] order) {
        float[] picked = new float[order.length];
        for (int i = 0; i < order.length; i++) {
            picked[i] = values[order[i]];
        }
        return picked;
    }

    private Value numbers(Value numbers, float[][] columns, float[] weights, int[] order, Value to) {
        float[] factors = new float[weights.length];
        for (int j = 0; j < factors.length; j++) {
            factors[j] = -2 * weights[j];
        }
        Value products = formula.times(graph.constant(factors, 1, factors.length), numbers);
        Value[] terms = new Value[columns.length];
        for (int j = 0; j < terms.length; j++) {
            Value column = graph.constant(pick(columns[j], order), 1, order.length);
            terms[j] = formula.times(formula.slice(products, 1, j, j + 1L), column);
        }
        Value distances = to;
        int whole = terms.length & ~3;
        for (int j = 0; j < whole; j += 4) {
            Value four = formula.plus(formula.plus(terms[j], terms[j + 1]), formula.plus(terms[j + 2], terms[j + 3]));
            distances = formula.plus(distances, four);
        }
        for (int j = whole; j < terms.length; j++) {
            distances = formula.plus(distances, terms[j]);
        }
        return distances;
    }

    /** What the row itself adds to all distances: [rows, 1]. */
    private Value own(Value numbers, float[] weights) {
        Value squares =
                formula.times(graph.constant(weights.clone(), 1, weights.length), formula.times(numbers, numbers));
        Value sum = formula.slice(squares, 1, 0, 1);
        for (int j = 1; j < weights.length; j++) {
            sum = formula.plus(sum, formula.slice(squares, 1, j, j + 1L));
        }
        return sum;
    }

    private Value slots(Value of, float[][] slots, int[] order, Value to) {
        Value distances = to;
        Value own = formula.toFloat(of);
        for (int j = 0; j < slots.length; j++) {
            Value column = graph.constant(pick(slots[j], order), 1, order.length);
            Value difference = formula.minus(column, formula.slice(own, 1, j, j + 1L));
            Value differs = formula.min(formula.times(difference, difference), graph.scalar(1f));
            distances = formula.plus(distances, formula.times(differs, graph.scalar(NearestRows.CATEGORY)));
        }
        return distances;
    }

    /** What the nearest k vote for: [rows, classes] float32. */
    Value vote(int k) {
        double prior = Neighbours.PRIOR / classes;
        if (nearest == null || votes == null) {
            float[] even = new float[classes];
            Arrays.fill(even, 1f / classes);
            return row.forEachRow(graph.constant(even, 1, classes));
        }
        int count = Math.min(k, found);
        Value distances = formula.slice(nearest, 1, 0, count);
        Value reach =
                formula.max(formula.slice(nearest, 1, count - 1L, count), graph.scalar((double) Float.MIN_NORMAL));
        Value weights = graph.op("Exp", graph.op("Neg", formula.over(distances, reach)));
        Value of = formula.sumAway(formula.times(formula.slice(votes, 1, 0, count), formula.unsqueeze(weights, 2)), 1);
        Value sum = formula.plus(formula.sum(weights, 1), graph.scalar(Neighbours.PRIOR));
        return formula.toFloat(formula.over(formula.plus(of, graph.scalar(prior)), sum));
    }
}
