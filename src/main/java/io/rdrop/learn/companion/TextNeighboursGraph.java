package io.rdrop.learn.companion;

import io.rdrop.graph.Formula;
import io.rdrop.graph.Graph;
import io.rdrop.graph.Tensor;
import io.rdrop.graph.Value;
import io.rdrop.learn.text.TextGraph;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@link TextNeighbours} in a graph. A loop over the terms of all texts adds up similarities in the same order as
 * there: of texts that are equally similar the first ones vote, and rounding decides which are.
 */
final class TextNeighboursGraph {
    private TextNeighboursGraph() {}

    /**
     * What the most similar vote for.
     *
     * @param postings by term; null for one that no text has
     * @param labels of at least so many texts
     * @return [rows, classes] float32
     */
    static Value vote(TextGraph text, int classes, int size, @Nullable Postings[] postings, int[] labels) {
        Formula formula = text.formula();
        Graph graph = formula.graph();
        if (size == 0) {
            float[] even = new float[classes];
            Arrays.fill(even, 1f / classes);
            return text.forEachRow(graph.constant(even, 1, classes));
        }
        Value similarities = similarities(text, size, postings);
        int count = Math.min(size, TextNeighbours.K);
        List<Value> top = graph.ops(
                "TopK", 2, Map.of("axis", -1L, "largest", 1L, "sorted", 1L), similarities, graph.longs(count));
        Value votes = formula.toDouble(formula.times(top.get(0), top.get(0)));
        long[] labelOf = Arrays.stream(labels, 0, size).asLongStream().toArray();
        Value found = formula.oneHot(formula.gather(graph.constant(labelOf, size), top.get(1), 0), classes);
        Value of = formula.sumAway(formula.times(formula.toDouble(found), formula.unsqueeze(votes, 2)), 1);
        Value sum = formula.plus(formula.sum(votes, 1), graph.scalar(TextNeighbours.PRIOR));
        return formula.toFloat(formula.over(formula.plus(of, graph.scalar(TextNeighbours.PRIOR / classes)), sum));
    }

    /** [rows, size] float32; 0 where no term is in both. */
    private static Value similarities(TextGraph text, int size, @Nullable Postings[] postings) {
        Formula formula = text.formula();
        Graph graph = formula.graph();
        int terms = postings.length;
        while (terms > 0 && postings[terms - 1] == null) {
            terms--;
        }
        long[] starts = new long[terms + 2]; // the last term is one that is in no text
        for (int term = 0; term < terms; term++) {
            Postings where = postings[term];
            starts[term + 1] = starts[term] + (where == null ? 0 : where.count());
        }
        starts[terms + 1] = starts[terms];
        long[] slots = new long[Math.toIntExact(starts[terms])];
        float[] values = new float[slots.length];
        for (int term = 0; term < terms; term++) {
            Postings where = postings[term];
            if (where != null) {
                int at = (int) starts[term];
                System.arraycopy(where.values(), 0, values, at, where.count());
                System.arraycopy(Arrays.stream(where.slots()).asLongStream().toArray(), 0, slots, at, where.count());
            }
        }
        Value start = graph.constant(starts, starts.length);
        Value slotsOf = graph.constant(slots, slots.length);
        Value valuesOf = graph.constant(values, values.length);

        Graph ofText = new Graph("text/");
        Formula outer = new Formula(ofText);
        Value row = ofText.input("text/turn", Tensor.Type.INT64, "");
        Value nextText = ofText.input("text/go_on", Tensor.Type.BOOL, "");
        Value places = outer.gather(text.places(terms), row, 0);
        Value given = outer.gather(text.values(), row, 0);

        Graph ofTerm = new Graph("term/");
        Formula inner = new Formula(ofTerm);
        Value turn = ofTerm.input("term/turn", Tensor.Type.INT64, "");
        Value nextTerm = ofTerm.input("term/go_on", Tensor.Type.BOOL, "");
        Value sums = ofTerm.input("term/sums", Tensor.Type.FLOAT, "", (long) size);
        Value one = inner.reshape(turn, 1);
        Value place = inner.gather(places, one, 0);
        Value from = inner.gather(start, place, 0);
        Value to = inner.gather(start, inner.plus(place, ofTerm.scalar(1L)), 0);
        Value where = ofTerm.op("Slice", slotsOf, from, to, ofTerm.longs(0));
        Value products =
                inner.times(ofTerm.op("Slice", valuesOf, from, to, ofTerm.longs(0)), inner.gather(given, one, 0));
        ofTerm.result(ofTerm.op("Identity", nextTerm), Tensor.Type.BOOL);
        ofTerm.result(
                ofTerm.op("ScatterElements", Map.of("axis", 0L, "reduction", "add"), sums, where, products),
                Tensor.Type.FLOAT,
                (long) size);

        Value turns = outer.reshape(ofText.op("Shape", places));
        Value zeros = ofText.constant(new float[size], size);
        Value similarities = ofText.op("Loop", Map.of("body", ofTerm), turns, null, zeros);
        ofText.result(ofText.op("Identity", nextText), Tensor.Type.BOOL);
        ofText.result(similarities, Tensor.Type.FLOAT, (long) size);
        Value rows = formula.reshape(formula.slice(graph.op("Shape", text.terms()), 0, 0, 1));
        return graph.op("Loop", Map.of("body", ofText), rows, null);
    }
}
