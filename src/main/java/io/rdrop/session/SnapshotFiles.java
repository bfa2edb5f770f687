package io.rdrop.session;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.encode.Encoder;
import io.rdrop.encode.SparseEncoder;
import io.rdrop.example.Example;
import io.rdrop.example.StepReport;
import io.rdrop.learn.ContinualLearner;
import io.rdrop.registry.OffsetRange;
import io.rdrop.registry.Prequential;
import io.rdrop.registry.SnapshotContent;
import io.rdrop.registry.SnapshotManifest;
import io.rdrop.tensor.SparseRows;
import io.rdrop.tensor.TensorBatch;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The files of a snapshot: the engine's own model file; {@code encoder.bin} (restores the encoder) and {@code encoder.json} (the
 * same for people and other languages); {@code config.yaml}; {@code probe.json}, a few encoded rows with the probabilities that
 * the model gave, so that a reader can check that it predicts what the job predicted.
 */
public final class SnapshotFiles {
    public static final String ENCODER = "encoder.bin";
    public static final String ENCODER_JSON = "encoder.json";
    public static final String CONFIG = "config.yaml";
    public static final String PROBE = "probe.json";

    private static final ObjectMapper JSON = new ObjectMapper();

    private SnapshotFiles() {}

    static SnapshotContent of(
            JobConfig config,
            ContinualLearner learner,
            StepReport last,
            List<Example> probe,
            long version,
            long parent,
            List<OffsetRange> trained,
            List<OffsetRange> trainedInAll,
            long nowMs)
            throws IOException {
        SnapshotManifest manifest = new SnapshotManifest(
                SnapshotManifest.FORMAT,
                last.model(),
                version,
                parent > 0 ? Long.valueOf(parent) : null,
                learner.model().step(),
                learner.trained(),
                trained,
                trainedInAll,
                JobConfigs.trainingHash(config),
                Map.of(),
                learner.model().stateSha256(),
                last.crossEntropy(),
                last.klDivergence(),
                new Prequential(
                        learner.evaluator().cumulative(), learner.evaluator().window()),
                Instant.ofEpochMilli(nowMs),
                projectVersion());
        Map<String, byte[]> files = new LinkedHashMap<>();
        ByteArrayOutputStream model = new ByteArrayOutputStream(StateSize.room(learner.model()));
        learner.model().export(model);
        files.put(learner.model().exportName(), model.toByteArray());
        ByteArrayOutputStream encoder = new ByteArrayOutputStream();
        DataOutputStream encoderOut = new DataOutputStream(encoder);
        learner.encoder().save(encoderOut);
        learner.targets().save(encoderOut);
        files.put(ENCODER, encoder.toByteArray());
        Map<String, Object> description = new LinkedHashMap<>(learner.encoder().describe());
        description.put("target", learner.targets().describe());
        files.put(ENCODER_JSON, json(description));
        files.put(CONFIG, JobConfigs.print(config).getBytes(StandardCharsets.UTF_8));
        files.put(PROBE, json(probe(config, learner, probe)));
        return new SnapshotContent(manifest, files);
    }

    private static Map<String, Object> probe(JobConfig config, ContinualLearner learner, List<Example> examples) {
        int outputs = learner.model().outputs();
        float[] predictions = new float[examples.size() * outputs];
        TensorBatch batch = encode(learner.encoder(), examples);
        learner.model().predict(batch, predictions);
        Map<String, Object> probe = new LinkedHashMap<>();
        probe.put("classes", config.label().classes());
        probe.put("ids", examples.stream().map(Example::id).toList());
        if (batch.sparse() == null) {
            probe.put("inputs", rows(batch.inputs(), batch.width()));
        } else {
            probe.put("width", batch.width());
            probe.put("sparse-inputs", sparseRows(batch.sparse()));
        }
        probe.put(config.label().classes().isEmpty() ? "values" : "probabilities", rows(predictions, outputs));
        return probe;
    }

    private static TensorBatch encode(Encoder encoder, List<Example> examples) {
        double[] targets = new double[examples.size()];
        Optional<SparseEncoder> sparse = SparseEncoder.of(encoder);
        if (sparse.isPresent()) {
            SparseRows inputs = new SparseRows(encoder.width());
            sparse.get().encode(examples, inputs);
            return new TensorBatch(inputs, targets);
        }
        float[] inputs = new float[examples.size() * encoder.width()];
        encoder.encode(examples, inputs);
        return new TensorBatch(
                examples.size(), encoder.width(), inputs, encoder.mask(inputs, examples.size()), targets);
    }

    /** By row: which of its numbers are not 0, and those. */
    private static List<Map<String, Object>> sparseRows(SparseRows inputs) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int row = 0; row < inputs.rows(); row++) {
            List<Integer> columns = new ArrayList<>();
            List<Float> values = new ArrayList<>();
            for (int entry = inputs.start(row); entry < inputs.start(row + 1); entry++) {
                columns.add(inputs.column(entry));
                values.add(inputs.value(entry));
            }
            rows.add(ordered(columns, values));
        }
        return rows;
    }

    private static Map<String, Object> ordered(List<Integer> columns, List<Float> values) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("columns", columns);
        row.put("values", values);
        return row;
    }

    private static float[][] rows(float[] values, int width) {
        float[][] rows = new float[values.length / width][];
        for (int row = 0; row < rows.length; row++) {
            rows[row] = Arrays.copyOfRange(values, row * width, (row + 1) * width);
        }
        return rows;
    }

    private static byte[] json(Object value) throws JsonProcessingException {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(value);
    }

    private static String projectVersion() {
        @Nullable String version = SnapshotFiles.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
