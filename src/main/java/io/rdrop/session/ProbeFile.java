package io.rdrop.session;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.rdrop.example.Example;
import io.rdrop.example.Features;
import io.rdrop.example.ImageFeatures;
import io.rdrop.example.PairFeatures;
import io.rdrop.example.SourcePosition;
import io.rdrop.example.TableFeatures;
import io.rdrop.example.TextFeatures;
import io.rdrop.example.TokenFeatures;
import io.rdrop.learn.ExamplePredictor;
import io.rdrop.learn.Learner;
import io.rdrop.learn.NetworkPredictor;
import io.rdrop.tensor.SparseRows;
import io.rdrop.tensor.TensorBatch;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code probe.json}: a few encoded rows and what the model gave for them, so that a reader can check that it predicts
 * what the job predicted.
 *
 * @param classes in index order; empty for numbers
 * @param ids of the examples
 * @param records the examples themselves; null of images, whose inputs say as much, and in older versions
 * @param inputs [rows, inputs]; null where most are 0
 * @param width inputs per row, where only those that are not 0 are written; else null
 * @param sparseInputs those, by row
 * @param values [rows, 1] predicted numbers on the network's scale; null for classes
 * @param probabilities [rows, classes]; null for numbers
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"classes", "ids", "records", "inputs", "width", "sparse-inputs", "values", "probabilities"})
record ProbeFile(
        List<String> classes,
        List<String> ids,
        @Nullable List<Row> records,
        float @Nullable [][] inputs,
        @Nullable Integer width,
        @JsonProperty("sparse-inputs") @Nullable List<SparseRow> sparseInputs,
        float @Nullable [][] values,
        float @Nullable [][] probabilities) {
    private static final float MOST_OF_A_PIXEL = 255;

    /** The inputs of a row that are not 0: which columns, and what values. */
    record SparseRow(int[] columns, float[] values) {}

    /**
     * An example's features: of a table, in the order of its columns, of a text, or the tokens of a sentence, or a
     * source.
     *
     * @param numbers NaN for a missing one
     * @param tags of the tokens, as what is predicted says them, too
     * @param cut tokens that were cut off
     * @param source that a text is written for
     * @param written what its target is known to be
     * @param history the targets before it, the latest first, NaN for none; null where the network is given none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Row(
            double @Nullable [] numbers,
            @Nullable String @Nullable [] categories,
            @Nullable String text,
            String @Nullable [] tokens,
            int @Nullable [] tags,
            @Nullable Integer cut,
            @Nullable String source,
            @Nullable String written,
            double @Nullable [] history) {
        static Row of(Example example) {
            double[] history = example.history().length == 0 ? null : example.history();
            if (example.features() instanceof TableFeatures table) {
                return new Row(table.numbers(), table.categories(), null, null, null, null, null, null, history);
            }
            if (example.features() instanceof TokenFeatures sentence) {
                return new Row(
                        null, null, null, sentence.tokens(), sentence.tags(), sentence.cut(), null, null, history);
            }
            if (example.features() instanceof PairFeatures pair) {
                return new Row(null, null, null, null, null, null, pair.source(), pair.target(), history);
            }
            return new Row(
                    null, null, ((TextFeatures) example.features()).text(), null, null, null, null, null, history);
        }

        Example example(String id) {
            return example(id, features());
        }

        static Example example(String id, Features features) {
            return new Example(
                    new SourcePosition(SnapshotWriter.PROBE, 0, 0, 0),
                    id,
                    Example.DEFAULT_MODEL,
                    0,
                    features,
                    Example.UNLABELLED);
        }

        private Features features() {
            if (tokens != null) {
                return new TokenFeatures(tokens, Objects.requireNonNull(tags, "tags"), cut == null ? 0 : cut);
            }
            if (source != null) {
                return new PairFeatures(source, written);
            }
            return text != null
                    ? new TextFeatures(text)
                    : new TableFeatures(
                            Objects.requireNonNull(numbers, "numbers"),
                            Objects.requireNonNull(categories, "categories"));
        }
    }

    static ProbeFile of(List<String> classes, List<Example> examples, Learner.Probe probe) {
        TensorBatch batch = probe.inputs();
        List<String> ids = examples.stream().map(Example::id).toList();
        float[][] predictions = rows(probe.predictions(), examples.size());
        float[][] values = classes.isEmpty() ? predictions : null;
        float[][] probabilities = classes.isEmpty() ? null : predictions;
        boolean isOfImages = examples.stream().anyMatch(example -> example.features() instanceof ImageFeatures);
        List<Row> records = isOfImages ? null : examples.stream().map(Row::of).toList();
        if (batch == null) {
            return new ProbeFile(classes, ids, records, null, null, null, values, probabilities);
        }
        SparseRows sparse = batch.sparse();
        return new ProbeFile(
                classes,
                ids,
                records,
                sparse == null ? rows(Arrays.copyOf(batch.inputs(), batch.rows() * batch.width()), batch.rows()) : null,
                sparse == null ? null : batch.width(),
                sparse == null ? null : sparseRows(sparse),
                values,
                probabilities);
    }

    private static List<SparseRow> sparseRows(SparseRows inputs) {
        List<SparseRow> rows = new ArrayList<>();
        for (int row = 0; row < inputs.rows(); row++) {
            int start = inputs.start(row);
            int[] columns = new int[inputs.start(row + 1) - start];
            float[] values = new float[columns.length];
            for (int i = 0; i < columns.length; i++) {
                columns[i] = inputs.column(start + i);
                values[i] = inputs.value(start + i);
            }
            rows.add(new SparseRow(columns, values));
        }
        return rows;
    }

    private static float[][] rows(float[] values, int count) {
        int width = count == 0 ? 0 : values.length / count;
        float[][] rows = new float[count][];
        for (int row = 0; row < count; row++) {
            rows[row] = Arrays.copyOfRange(values, row * width, (row + 1) * width);
        }
        return rows;
    }

    /** What a version gives for the rows. */
    float[] predictedBy(ExamplePredictor predictor) {
        if (records == null || inputs != null || sparseInputs != null) {
            return ((NetworkPredictor) predictor).predict(batch());
        }
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            examples.add(records.get(i).example(ids.get(i)));
        }
        return predictor.predict(examples);
    }

    /** The rows as examples, with what was before them; empty if the file does not say them, as older ones. */
    List<Example> examples() {
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < ids.size() && records != null; i++) {
            Example example = records.get(i).example(ids.get(i));
            double[] history = records.get(i).history();
            examples.add(history == null ? example : example.withHistory(history));
        }
        for (int i = 0; i < ids.size() && records == null && inputs != null; i++) {
            byte[] pixels = new byte[inputs[i].length];
            for (int at = 0; at < pixels.length; at++) {
                pixels[at] = (byte) Math.round(MOST_OF_A_PIXEL * inputs[i][at]);
            }
            examples.add(Row.example(ids.get(i), new ImageFeatures(pixels)));
        }
        return examples;
    }

    /** The rows as the network got them. */
    private TensorBatch batch() {
        double[] noTargets = new double[ids.size()];
        if (inputs != null) {
            return new TensorBatch(ids.size(), inputs[0].length, flat(inputs), noTargets);
        }
        SparseRows sparse = new SparseRows(Objects.requireNonNull(width, "width"));
        for (SparseRow row : Objects.requireNonNull(sparseInputs, "sparse-inputs")) {
            for (int i = 0; i < row.columns.length; i++) {
                sparse.add(row.columns[i], row.values[i]);
            }
            sparse.endRow();
        }
        return new TensorBatch(sparse, noTargets);
    }

    /** [rows * outputs], row-major */
    float[] predictions() {
        return flat(Objects.requireNonNull(classes.isEmpty() ? values : probabilities, "predictions"));
    }

    private static float[] flat(float[][] rows) {
        FloatBuffer flat = FloatBuffer.allocate(
                Arrays.stream(rows).mapToInt(row -> row.length).sum());
        Arrays.stream(rows).forEach(flat::put);
        return flat.array();
    }
}
