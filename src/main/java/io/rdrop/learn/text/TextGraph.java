package io.rdrop.learn.text;

import io.rdrop.encode.TermEncoder;
import io.rdrop.encode.TextTerms;
import io.rdrop.example.Example;
import io.rdrop.graph.Formula;
import io.rdrop.graph.Graph;
import io.rdrop.graph.InputValues;
import io.rdrop.graph.Tensor;
import io.rdrop.graph.Value;
import io.rdrop.learn.table.RowGraph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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

    /** Texts as these inputs, but for the label before. */
    public static List<InputValues> inputs(TermEncoder encoder, List<Example> texts) {
        List<TextTerms> all = new ArrayList<>();
        int most = 1;
        for (Example text : texts) {
            TextTerms found = new TextTerms();
            encoder.encode(text, found);
            all.add(found);
            most = Math.max(most, found.count());
        }
        double[] rows = new double[all.size() * most];
        double[] valuesOf = new double[rows.length];
        double[] gramsOf = new double[rows.length];
        Arrays.fill(rows, -1);
        for (int i = 0; i < all.size(); i++) {
            TextTerms text = all.get(i);
            for (int term = 0; term < text.count(); term++) {
                int at = i * most + term;
                rows[at] = text.row(term);
                valuesOf[at] = text.value(term);
                gramsOf[at] = text.isGram(term) ? 1 : 0;
            }
        }
        int[] dims = {all.size(), most};
        return List.of(
                new InputValues("terms", rows, dims),
                new InputValues("values", valuesOf, dims),
                new InputValues("grams", gramsOf, dims));
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
