package io.rdrop.encode;

import io.rdrop.example.Example;
import io.rdrop.example.Outliers;
import io.rdrop.graph.Formula;
import io.rdrop.graph.Graph;
import io.rdrop.graph.InputValues;
import io.rdrop.graph.Tensor;
import io.rdrop.graph.Value;
import io.rdrop.tensor.SparseRows;
import io.rdrop.tensor.TensorGraph;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Targets of earlier examples beside the inputs of another encoder: of classes one input each, 1 for the class that it
 * was; of a number its standardised value. Unknown ones, before there were any, are zeros, and so are outliers.
 */
public final class HistoryEncoder implements SparseEncoder {
    private final Encoder inner;
    private final int labels;
    private final List<String> classes;
    private final StandardisedTarget numbers = new StandardisedTarget();
    private final int perLabel;

    /**
     * @param inner encodes the features
     * @param labels targets per example, the latest first
     * @param classes in index order; empty where targets are numbers
     */
    public HistoryEncoder(Encoder inner, int labels, List<String> classes) {
        this.inner = inner;
        this.labels = labels;
        this.classes = List.copyOf(classes);
        this.perLabel = Math.max(1, classes.size());
    }

    @Override
    public int width() {
        return inner.width() + labels * perLabel;
    }

    @Override
    public void encode(List<Example> examples, float[] inputs) {
        int width = width();
        EncoderChecks.length(inputs, examples.size(), width);
        float[] features = new float[examples.size() * inner.width()];
        inner.encode(examples, features);
        for (int row = 0; row < examples.size(); row++) {
            System.arraycopy(features, row * inner.width(), inputs, row * width, inner.width());
            encode(examples.get(row).history(), inputs, row * width + inner.width());
        }
    }

    @Override
    public Optional<TensorGraph> encode(Formula formula) {
        return encode(formula, new double[0]);
    }

    /** Examples that bring what was before them: else the graph has it. */
    @Override
    public List<InputValues> graphInputs(List<Example> examples) {
        List<InputValues> inputs = inner.graphInputs(examples);
        if (inputs.isEmpty() || examples.stream().anyMatch(example -> example.history().length < labels)) {
            return inputs;
        }
        double[] known = new double[examples.size() * labels];
        for (int i = 0; i < examples.size(); i++) {
            for (int lag = 0; lag < labels; lag++) {
                double target = examples.get(i).history()[lag];
                known[i * labels + lag] = Double.isNaN(target) && !classes.isEmpty() ? -1 : target;
            }
        }
        return InputValues.with(
                inputs,
                new InputValues(classes.isEmpty() ? "targets" : "labels", known, new int[] {examples.size(), labels}));
    }

    /**
     * The same for rows that come after others.
     *
     * @param latest the targets before them, the latest first, which may be given instead of these
     */
    public Optional<TensorGraph> encode(Formula formula, double[] latest) {
        double[] known = Arrays.copyOf(latest, labels);
        Arrays.fill(known, Math.min(labels, latest.length), labels, Double.NaN);
        return inner.encode(formula)
                .map(features -> classes.isEmpty()
                        ? withNumbers(formula, features, known)
                        : withLabels(formula, features, known));
    }

    private TensorGraph withLabels(Formula formula, TensorGraph features, double[] latest) {
        long[] indices = Arrays.stream(latest)
                .mapToLong(label -> Double.isNaN(label) ? -1 : (long) label)
                .toArray();
        Value known =
                input(formula, features, "labels", Tensor.Type.INT64, indices, "indices of the classes, -1 for none");
        if (features.dense() != null) {
            Value lit = formula.reshape(formula.oneHot(known, perLabel), 0, (long) labels * perLabel);
            return TensorGraph.dense(width(), formula.join(1, List.of(features.dense(), lit)));
        }
        long[] first = new long[labels];
        for (int lag = 0; lag < labels; lag++) {
            first[lag] = inner.width() + (long) lag * perLabel;
        }
        Graph graph = formula.graph();
        Value isNone = graph.op("Less", known, graph.scalar(0L));
        Value lit = formula.where(isNone, graph.scalar((long) width()), formula.plus(known, graph.longs(first)));
        Value one = formula.toFloat(graph.op("Not", isNone));
        return sparse(formula, features, lit, one);
    }

    private TensorGraph withNumbers(Formula formula, TensorGraph features, double[] latest) {
        Value known = input(formula, features, "targets", Tensor.Type.DOUBLE, latest, "targets, NaN for none");
        Value numbersOf = formula.toFloat(numbers.encode(formula, known));
        if (features.dense() != null) {
            return TensorGraph.dense(width(), formula.join(1, List.of(features.dense(), numbersOf)));
        }
        long[] places = new long[labels];
        Arrays.setAll(places, lag -> inner.width() + lag);
        Value columns = formula.asManyRows(formula.graph().constant(places, 1, labels), features.rows());
        return sparse(formula, features, columns, numbersOf);
    }

    /** What fills the features up is that of another width. */
    private TensorGraph sparse(Formula formula, TensorGraph features, Value columns, Value values) {
        Graph graph = formula.graph();
        Value own = Objects.requireNonNull(features.columns(), "columns");
        Value fills = graph.op("GreaterOrEqual", own, graph.scalar((long) inner.width()));
        return TensorGraph.sparse(
                width(),
                formula.join(1, List.of(formula.where(fills, graph.scalar((long) width()), own), columns)),
                formula.join(1, List.of(Objects.requireNonNull(features.values(), "values"), values)));
    }

    private Value input(
            Formula formula, TensorGraph features, String name, Tensor.Type type, Object data, String meaning) {
        Value given = formula.graph()
                .input(
                        name,
                        type,
                        "of the rows before, the latest first: " + meaning
                                + "; if not given, those that the model ended with",
                        data,
                        new long[] {1, labels},
                        Graph.HISTORIES,
                        (long) labels);
        return formula.asManyRows(given, features.rows());
    }

    private void encode(double[] history, float[] inputs, int from) {
        for (int lag = 0; lag < labels; lag++) {
            double target = lag < history.length ? history[lag] : Double.NaN;
            int at = from + lag * perLabel;
            if (classes.isEmpty()) {
                double number = numbers.encode(target);
                inputs[at] = Double.isNaN(number) ? 0 : (float) number;
            } else {
                for (int c = 0; c < perLabel; c++) {
                    inputs[at + c] = c == target ? 1 : 0;
                }
            }
        }
    }

    @Override
    public boolean isSparse() {
        return SparseEncoder.of(inner).isPresent();
    }

    @Override
    public void encode(List<Example> examples, SparseRows into) {
        if (!(inner instanceof SparseEncoder encoder)) {
            throw new UnsupportedOperationException("the features are not sparse");
        }
        SparseRows features = new SparseRows(inner.width());
        encoder.encode(examples, features);
        float[] known = new float[labels * perLabel];
        into.clear();
        for (int row = 0; row < examples.size(); row++) {
            for (int entry = features.start(row); entry < features.start(row + 1); entry++) {
                into.add(features.column(entry), features.value(entry));
            }
            encode(examples.get(row).history(), known, 0);
            for (int i = 0; i < known.length; i++) {
                if (known[i] != 0) {
                    into.add(inner.width() + i, known[i]);
                }
            }
            into.endRow();
        }
    }

    @Override
    public void observe(List<Example> examples) {
        inner.observe(examples);
        examples.forEach(example -> numbers.observe(example.target()));
    }

    @Override
    public List<Outliers> outliers() {
        return inner.outliers();
    }

    @Override
    public void save(DataOutput out) throws IOException {
        inner.save(out);
        numbers.save(out);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        inner.restore(in);
        numbers.restore(in);
    }

    @Override
    public Map<String, Object> describe() {
        Map<String, Object> description = new LinkedHashMap<>(inner.describe());
        Map<String, Object> history = new LinkedHashMap<>();
        history.put("labels", labels);
        history.put("first-input", inner.width());
        history.put("inputs-per-label", perLabel);
        if (classes.isEmpty()) {
            history.putAll(numbers.describe());
        } else {
            history.put("classes", classes);
        }
        description.put("history", history);
        return description;
    }

    @Override
    public int vocabulary() {
        return inner.vocabulary();
    }

    @Override
    public long dictionaryBytes() {
        return inner.dictionaryBytes();
    }

    @Override
    public long turnedAway() {
        return inner.turnedAway();
    }
}
