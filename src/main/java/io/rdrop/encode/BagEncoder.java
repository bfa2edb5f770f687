package io.rdrop.encode;

import io.rdrop.config.TextConfig;
import io.rdrop.example.Example;
import io.rdrop.graph.Formula;
import io.rdrop.graph.Graph;
import io.rdrop.graph.InputValues;
import io.rdrop.graph.Tensor;
import io.rdrop.graph.Value;
import io.rdrop.tensor.SparseRows;
import io.rdrop.tensor.TensorGraph;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A text as a bag of terms: its words, and its runs of 2..n words joined with a blank, each hashed to one of a fixed
 * number of inputs ({@link StableHash}). With c(t) as how often term t occurs in the text,
 *
 * <pre>  x[b] = sum over the terms t with hash(t) mod buckets = b of w(c(t)),   w(c) = 1, c or 1 + ln c</pre>
 *
 * <p>and x / |x| if normalised. A text without words is all zeros. Nothing is learned from the stream, so memory is
 * bounded and a word counts from its first appearance on.
 */
final class BagEncoder implements SparseEncoder {
    private static final int FORMAT = 1;

    private final TextConfig config;
    private final Words words;
    /** What gives the inputs their meaning. */
    private final String layout;

    /** By bucket: 1 + the entry of the row at hand that it has; 0 for none. */
    private final int[] entries;

    private final SparseRows dense;

    BagEncoder(TextConfig config) {
        this.config = config;
        this.words = new Words(config.analyzer());
        this.entries = new int[config.buckets()];
        this.dense = new SparseRows(config.buckets());
        this.layout = "bag, analyzer " + lower(config.analyzer()) + ", ngrams " + config.ngrams() + ", buckets "
                + config.buckets() + ", weighting " + lower(config.weighting()) + ", normalise " + config.normalise();
    }

    @Override
    public int width() {
        return config.buckets();
    }

    @Override
    public boolean isSparse() {
        return true;
    }

    @Override
    public void encode(List<Example> examples, float[] inputs) {
        EncoderChecks.length(inputs, examples.size(), width());
        encode(examples, dense);
        dense.toDense(inputs);
    }

    @Override
    public void encode(List<Example> examples, SparseRows into) {
        into.clear();
        for (Example example : examples) {
            encode(EncoderChecks.text(example), into);
        }
    }

    private void encode(String text, SparseRows into) {
        int first = into.entries();
        counts(words.of(text, Integer.MAX_VALUE)).forEach((term, count) -> {
            int bucket = StableHash.bucket(term, width());
            int entry = entries[bucket];
            if (entry == 0) {
                into.add(bucket, weight(count[0]));
                entries[bucket] = into.entries();
            } else {
                into.value(entry - 1, into.value(entry - 1) + weight(count[0]));
            }
        });
        for (int entry = first; entry < into.entries(); entry++) {
            entries[into.column(entry)] = 0;
        }
        if (config.normalise()) {
            normalise(into, first);
        }
        into.endRow();
    }

    /** Terms in order of first appearance: sums of floats depend on the order. */
    private Map<String, int[]> counts(List<String> text) {
        Map<String, int[]> counts = new LinkedHashMap<>();
        for (int first = 0; first < text.size(); first++) {
            String term = text.get(first);
            counts.computeIfAbsent(term, absent -> new int[1])[0]++;
            for (int last = first + 1; last < Math.min(text.size(), first + config.ngrams()); last++) {
                term = term + ' ' + text.get(last);
                counts.computeIfAbsent(term, absent -> new int[1])[0]++;
            }
        }
        return counts;
    }

    private float weight(int count) {
        return switch (config.weighting()) {
            case BINARY -> 1;
            case COUNT -> count;
            case LOG -> (float) (1 + StrictMath.log(count)); // Math.log may differ between JVMs
        };
    }

    private static void normalise(SparseRows rows, int first) {
        double squares = 0;
        for (int entry = first; entry < rows.entries(); entry++) {
            squares += (double) rows.value(entry) * rows.value(entry);
        }
        if (squares > 0) {
            double norm = Math.sqrt(squares);
            for (int entry = first; entry < rows.entries(); entry++) {
                rows.value(entry, (float) (rows.value(entry) / norm));
            }
        }
    }

    @Override
    public Optional<TensorGraph> encode(Formula formula) {
        Value buckets = formula.graph()
                .input(
                        "buckets",
                        Tensor.Type.INT64,
                        "of the terms of each text, each bucket once; " + width() + " fills a short text up",
                        Graph.ROWS,
                        "terms");
        Value values = formula.graph()
                .input("values", Tensor.Type.FLOAT, "of the buckets; 0 for what fills up", Graph.ROWS, "terms");
        return Optional.of(TensorGraph.sparse(width(), buckets, values));
    }

    @Override
    public List<InputValues> graphInputs(List<Example> examples) {
        SparseRows rows = new SparseRows(width());
        encode(examples, rows);
        int most = 0;
        for (int row = 0; row < rows.rows(); row++) {
            most = Math.max(most, rows.start(row + 1) - rows.start(row));
        }
        double[] buckets = new double[rows.rows() * most];
        double[] values = new double[buckets.length];
        Arrays.fill(buckets, width());
        for (int row = 0; row < rows.rows(); row++) {
            for (int i = rows.start(row); i < rows.start(row + 1); i++) {
                int at = row * most + i - rows.start(row);
                buckets[at] = rows.column(i);
                values[at] = rows.value(i);
            }
        }
        int[] dims = {rows.rows(), most};
        return List.of(new InputValues("buckets", buckets, dims), new InputValues("values", values, dims));
    }

    @Override
    public void observe(List<Example> examples) {
        examples.forEach(EncoderChecks::text);
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeInt(FORMAT);
        StateText.write(layout, out);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        try {
            TextEncoders.requireFormat(in, FORMAT, layout);
        } catch (EOFException e) {
            throw new IOException("encoder state is damaged: it ends too early", e);
        }
    }

    @Override
    public Map<String, Object> describe() {
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("encoder", "bag of words");
        description.put("format", FORMAT);
        description.put("width", width());
        description.put("analyzer", words.describe());
        description.put("terms", "words and runs of up to " + config.ngrams() + " words, joined with a blank");
        description.put("ngrams", config.ngrams());
        description.put("buckets", config.buckets());
        description.put("hash", "FNV-1a 32 of UTF-8, MurmurHash3 fmix32, unsigned modulo buckets");
        description.put(
                "weighting",
                switch (config.weighting()) {
                    case BINARY -> "1 per distinct term, added up in each bucket";
                    case COUNT -> "occurrences of each term, added up in each bucket";
                    case LOG -> "1 + ln occurrences of each term, added up in each bucket";
                });
        description.put("normalise", config.normalise() ? "to Euclidean norm 1" : "no");
        return description;
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
