package io.rdrop.learn.text;

import io.rdrop.graph.Formula;
import io.rdrop.graph.Graph;
import io.rdrop.graph.Tensor;
import io.rdrop.graph.Value;
import io.rdrop.learn.table.RowGraph;

/**
 * Texts in a graph, as terms that have rows and their values: inputs of the graph, {@code terms} [rows, terms] and
 * {@code values} [rows, terms]. The label before is an input, too, {@code labels} [1 or rows, 1]; if it is not given,
 * it is the one that the model ended with.
 */
public final class TextGraph implements RowGraph {
    private final Formula formula;
    private final Value terms;
    private final Value values;
    private final Value grams;
    private final int lastLabel;

    TextGraph(Formula formula, int lastLabel) {
        this.formula = formula;
        this.lastLabel = lastLabel;
        Graph graph = formula.graph();
        terms = graph.input(
                "terms",
                Tensor.Type.INT64,
                "rows of the terms of each text that have one, in their order; -1 fills a short text up",
                Graph.ROWS,
                "terms");
        values = graph.input(
                "values", Tensor.Type.FLOAT, "values of the terms; 0 for what fills up", Graph.ROWS, "terms");
        grams = graph.input(
                "grams",
                Tensor.Type.INT64,
                "1 for a term that is a run of characters, 0 for words",
                Graph.ROWS,
                "terms");
    }

    /** What a learner of texts is given. */
    public static TextGraph of(RowGraph row) {
        if (row instanceof TextGraph text) {
            return text;
        }
        throw new IllegalArgumentException(
                "a text must be one but was " + row.getClass().getSimpleName());
    }

    @Override
    public Formula formula() {
        return formula;
    }

    @Override
    public Value rows() {
        return terms;
    }

    /** [rows, terms] int64, -1 for none. */
    public Value terms() {
        return terms;
    }

    /** [rows, terms] float32 */
    public Value values() {
        return values;
    }

    /** [rows, terms] int64, 1 for a run of characters. */
    public Value grams() {
        return grams;
    }

    /**
     * The terms as places in an array that has none for the terms from {@code count} on: those, and what fills up, are
     * at {@code count}.
     *
     * @return [rows, terms] int64
     */
    public Value places(int count) {
        Graph graph = formula.graph();
        Value none = graph.op(
                "Or", graph.op("Less", terms, graph.scalar(0L)), graph.op("GreaterOrEqual", terms, graph.scalar((long)
                        count)));
        return formula.where(none, graph.scalar((long) count), terms);
    }

    @Override
    public Value lastLabel() {
        return formula.asManyRows(
                formula.graph()
                        .input(
                                "labels",
                                Tensor.Type.INT64,
                                "index of the class of the text before, -1 for none; if not given, the one that the"
                                        + " model ended with",
                                new long[] {lastLabel},
                                new long[] {1, 1},
                                Graph.HISTORIES,
                                1L),
                terms);
    }
}
