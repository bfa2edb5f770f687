package io.rdrop.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rdrop.config.Activation;
import io.rdrop.config.RDropConfig;
import io.rdrop.config.UpdaterType;
import io.rdrop.engine.SyntheticBatches;
import io.rdrop.engine.TrainableModel;
import io.rdrop.tensor.TensorBatch;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** An exported model is an ordinary DL4J model. */
class ExportTest {
    private static final int INPUTS = 6;
    private static final int CLASSES = 3;

    private final Path directory;
    private final SyntheticBatches batches = new SyntheticBatches(8, INPUTS, CLASSES);

    ExportTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void predictsTheSameThroughModelSerializerAlone() throws IOException {
        try (TrainableModel model = mlp(new RDropConfig(1, 2), 0.3)) {
            train(model, 5);
            MultiLayerNetwork opened = Models.exported(model);
            assertSamePredictions(model, batches.next(20), opened::output);
            assertThat(opened.getIterationCount()).isEqualTo(5);
            assertThat(opened.getUpdater().getStateViewArray().norm2Number().doubleValue())
                    .isPositive();
            OutputLayer output = (OutputLayer) opened.getOutputLayer().conf().getLayer();
            assertThat(output.getLossFn()).isInstanceOf(LossMCXENT.class);
            assertThat(output.getIDropout()).isInstanceOf(Dropout.class);
            assertThat(((Dropout) output.getIDropout()).getP()).isCloseTo(0.7, within(1e-12));
            assertThat(opened.conf().isMiniBatch()).isTrue();
            opened.close();
        }
    }

    @Test
    void predictsTheSameAsAGraph() throws IOException {
        Path file = Models.write(directory, GraphContractTest.graph(10).toJson());
        try (TrainableModel model = Models.create(Models.file(file), new RDropConfig(1, 2), 5, INPUTS, CLASSES)) {
            train(model, 5);
            ComputationGraph opened =
                    ModelSerializer.restoreComputationGraph(new ByteArrayInputStream(export(model)), true);
            assertSamePredictions(model, batches.next(20), opened::outputSingle);
            opened.close();
        }
    }

    @Test
    void namesNothingOfThisProject() throws IOException {
        try (TrainableModel model = mlp(new RDropConfig(1, 2), 0.3)) {
            train(model, 2);
            Map<String, byte[]> entries = entries(export(model));
            assertThat(entries)
                    .containsOnlyKeys(
                            ModelSerializer.CONFIGURATION_JSON,
                            ModelSerializer.COEFFICIENTS_BIN,
                            ModelSerializer.UPDATER_BIN);
            assertThat(new String(entries.get(ModelSerializer.CONFIGURATION_JSON), StandardCharsets.UTF_8))
                    .doesNotContain("rdrop")
                    .contains("\"iterationCount\" : 2");
        }
    }

    @Test
    void isTheStartingPointOfANewModelWithOptimiserAndAll() throws IOException {
        RDropConfig plain = new RDropConfig(0, 1);
        try (TrainableModel model = mlp(plain, 0)) {
            train(model, 6);
            Path file = Files.write(directory.resolve("start.zip"), export(model));
            try (TrainableModel started = Models.create(Models.file(file), plain, 99, INPUTS, CLASSES)) {
                assertThat(started.stateSha256()).isEqualTo(model.stateSha256());
                TensorBatch batch = batches.next(9);
                // Without dropout only parameters, moments and Adam's bias correction matter: all came along.
                assertThat(started.update(batch)).isEqualTo(model.update(batch));
                assertThat(started.stateSha256()).isEqualTo(model.stateSha256());
            }
        }
    }

    @Test
    void hasNoOptimiserEntryWithoutOptimiserState() throws IOException {
        try (TrainableModel model = Models.create(
                Models.mlp(List.of(), Activation.RELU, 0, 0.1, Models.updater(UpdaterType.SGD, 0.1)),
                new RDropConfig(1, 2),
                1,
                INPUTS,
                CLASSES)) {
            train(model, 2);
            assertThat(entries(export(model))).doesNotContainKey(ModelSerializer.UPDATER_BIN);
            MultiLayerNetwork opened = Models.exported(model);
            assertSamePredictions(model, batches.next(4), opened::output);
            opened.close();
        }
    }

    private void train(TrainableModel model, int updates) {
        for (int i = 0; i < updates; i++) {
            model.update(batches.next(16));
        }
    }

    private interface Output {
        INDArray of(INDArray inputs);
    }

    private static void assertSamePredictions(TrainableModel model, TensorBatch batch, Output output) {
        float[] expected = new float[batch.rows() * CLASSES];
        model.predict(batch, expected);
        float[] actual = new float[expected.length];
        HostFloats.copyRowMajor(output.of(Models.matrix(batch.inputs(), batch.rows())), actual);
        assertThat(actual).containsExactly(expected, within(1e-6f));
    }

    private static TrainableModel mlp(RDropConfig rDrop, double dropout) {
        return Models.create(
                Models.mlp(List.of(12, 8), Activation.RELU, dropout, 0, Models.updater(UpdaterType.ADAM, 0.01)),
                rDrop,
                5,
                INPUTS,
                CLASSES);
    }

    private static byte[] export(TrainableModel model) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        model.export(bytes);
        return bytes.toByteArray();
    }

    private static Map<String, byte[]> entries(byte[] zip) throws IOException {
        Map<String, byte[]> entries = new HashMap<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                entries.put(entry.getName(), in.readAllBytes());
            }
        }
        return entries;
    }
}
