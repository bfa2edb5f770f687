package io.rdrop.session;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import com.fasterxml.jackson.databind.JsonNode;
import io.rdrop.config.JobConfig;
import io.rdrop.encode.TermEncoder;
import io.rdrop.encode.TextTerms;
import io.rdrop.example.Example;
import io.rdrop.example.ImageFeatures;
import io.rdrop.example.TableFeatures;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Examples as inputs of {@code model.onnx}, made of {@code encoder.json} and {@code probe.json} where they tell. */
final class GraphInputs {
    private final OrtEnvironment environment;
    private final JobConfig config;
    private final JsonNode encoder;
    private final Map<String, OnnxTensor> inputs = new LinkedHashMap<>();

    private GraphInputs(OrtEnvironment environment, JobConfig config, JsonNode encoder) {
        this.environment = environment;
        this.config = config;
        this.encoder = encoder;
    }

    /**
     * Of a version's probe.
     *
     * @param learned what the model learned, in order
     */
    static Map<String, OnnxTensor> of(
            OrtEnvironment environment,
            JobConfig config,
            JsonNode encoder,
            JsonNode probe,
            List<Example> learned,
            List<Example> examples)
            throws OrtException {
        GraphInputs made = new GraphInputs(environment, config, encoder);
        switch (config.task().input()) {
            case TABLE -> made.table(examples);
            case IMAGE -> made.images(examples);
            case TOKENS -> throw new IllegalStateException("no graph tags sentences");
            case SOURCE -> throw new IllegalStateException("no graph writes texts");
            case TEXT -> {
                if (config.hasPool()) {
                    made.terms(learned, examples);
                } else if (probe.has("sparse-inputs")) {
                    made.buckets(probe);
                } else {
                    made.tokens(probe);
                }
            }
        }
        made.history(examples);
        return made.inputs;
    }

    private void table(List<Example> examples) throws OrtException {
        double[][] numbers = new double[examples.size()][];
        long[][] categories = new long[examples.size()][];
        List<JsonNode> columns = new ArrayList<>();
        encoder.get("columns").forEach(column -> {
            if (column.get("type").asText().equals("categorical")) {
                columns.add(column);
            }
        });
        for (int i = 0; i < numbers.length; i++) {
            TableFeatures row = (TableFeatures) examples.get(i).features();
            numbers[i] = row.numbers();
            categories[i] = IntStream.range(0, columns.size())
                    .mapToLong(c -> slot(columns.get(c), row.categories()[c]))
                    .toArray();
        }
        if (numbers[0].length > 0) {
            inputs.put("numbers", OnnxTensor.createTensor(environment, numbers));
        }
        if (!columns.isEmpty()) {
            inputs.put("categories", OnnxTensor.createTensor(environment, categories));
        }
    }

    private long slot(JsonNode column, @Nullable String category) {
        if (category == null) {
            return -1;
        }
        for (int i = 0; i < column.get("categories").size(); i++) {
            if (column.get("categories").get(i).asText().equals(category)) {
                return i;
            }
        }
        int hash = 0x811c9dc5;
        for (byte b : category.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x01000193;
        }
        hash = (hash ^ (hash >>> 16)) * 0x85ebca6b;
        hash = (hash ^ (hash >>> 13)) * 0xc2b2ae35;
        return (long) config.encoding().oneHotCategories()
                + Integer.remainderUnsigned(
                        hash ^ (hash >>> 16), config.encoding().hashBuckets());
    }

    private void images(List<Example> examples) throws OrtException {
        FloatBuffer pixels = FloatBuffer.allocate(
                examples.size() * ((ImageFeatures) examples.get(0).features()).pixels().length);
        for (Example example : examples) {
            for (byte pixel : ((ImageFeatures) example.features()).pixels()) {
                pixels.put(pixel & 0xff);
            }
        }
        long[] shape = {
            examples.size(),
            config.image().channels(),
            config.image().height(),
            config.image().width()
        };
        inputs.put("image", OnnxTensor.createTensor(environment, pixels.flip(), shape));
    }

    private void terms(List<Example> learned, List<Example> examples) throws OrtException {
        TermEncoder terms = new TermEncoder(config.text(), config.input().maxDictionaryBytes());
        TextTerms text = new TextTerms();
        for (Example example : learned) {
            terms.encode(example, text);
            terms.admit(text);
            terms.observe(text);
        }
        List<TextTerms> texts = new ArrayList<>();
        for (Example example : examples) {
            TextTerms of = new TextTerms();
            terms.encode(example, of);
            texts.add(of);
        }
        int most = texts.stream().mapToInt(TextTerms::count).max().orElseThrow();
        long[][] rows = new long[texts.size()][most];
        float[][] values = new float[texts.size()][most];
        long[][] grams = new long[texts.size()][most];
        for (int i = 0; i < texts.size(); i++) {
            Arrays.fill(rows[i], -1);
            for (int term = 0; term < texts.get(i).count(); term++) {
                rows[i][term] = texts.get(i).row(term);
                values[i][term] = texts.get(i).value(term);
                grams[i][term] = texts.get(i).isGram(term) ? 1 : 0;
            }
        }
        inputs.put("terms", OnnxTensor.createTensor(environment, rows));
        inputs.put("values", OnnxTensor.createTensor(environment, values));
        inputs.put("grams", OnnxTensor.createTensor(environment, grams));
    }

    private void buckets(JsonNode probe) throws OrtException {
        int features = encoder.get("width").asInt();
        JsonNode sparse = probe.get("sparse-inputs");
        int most = 0;
        for (JsonNode row : sparse) {
            most = Math.max(most, row.get("columns").size());
        }
        long[][] buckets = new long[sparse.size()][most];
        float[][] values = new float[sparse.size()][most];
        for (int i = 0; i < buckets.length; i++) {
            Arrays.fill(buckets[i], features);
            JsonNode row = sparse.get(i);
            for (int j = 0; j < row.get("columns").size(); j++) {
                buckets[i][j] = row.get("columns").get(j).asLong();
                values[i][j] = row.get("values").get(j).floatValue();
            }
        }
        inputs.put("buckets", OnnxTensor.createTensor(environment, buckets));
        inputs.put("values", OnnxTensor.createTensor(environment, values));
    }

    private void tokens(JsonNode probe) throws OrtException {
        JsonNode rows = probe.get("inputs");
        LongBuffer tokens = LongBuffer.allocate(rows.size() * rows.get(0).size());
        rows.forEach(row -> row.forEach(token -> tokens.put(token.asLong())));
        inputs.put("tokens", OnnxTensor.createTensor(environment, tokens.flip(), new long[] {
            rows.size(), rows.get(0).size()
        }));
    }

    private void history(List<Example> examples) throws OrtException {
        int labels = config.history().labels();
        if (labels == 0 || config.hasPool()) {
            return;
        }
        boolean isOfClasses = !config.label().classes().isEmpty();
        long[][] classes = new long[examples.size()][labels];
        double[][] targets = new double[examples.size()][labels];
        for (int i = 0; i < classes.length; i++) {
            for (int lag = 0; lag < labels; lag++) {
                double target = examples.get(i).history()[lag];
                classes[i][lag] = Double.isNaN(target) ? -1 : (long) target;
                targets[i][lag] = target;
            }
        }
        inputs.put(
                isOfClasses ? "labels" : "targets",
                isOfClasses
                        ? OnnxTensor.createTensor(environment, classes)
                        : OnnxTensor.createTensor(environment, targets));
    }
}
