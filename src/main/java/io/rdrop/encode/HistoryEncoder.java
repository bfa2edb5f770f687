package io.rdrop.encode;

import io.rdrop.example.Example;
import io.rdrop.example.Outliers;
import io.rdrop.tensor.SparseRows;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
