package io.rdrop.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rdrop.config.Activation;
import io.rdrop.config.RDropConfig;
import io.rdrop.config.UpdaterType;
import io.rdrop.engine.SyntheticBatches;
import io.rdrop.engine.TrainableModel;
import io.rdrop.engine.UpdateResult;
import io.rdrop.tensor.TensorBatch;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.dropout.AlphaDropout;
import org.deeplearning4j.nn.conf.dropout.GaussianDropout;
import org.deeplearning4j.nn.conf.dropout.GaussianNoise;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/**
 * Networks beyond the mlp: convolution, normalisation, other noise. Each learns, and goes on exactly after a restore.
 */
class NetworkKindsTest {
    private static final int INPUTS = 16;
    private static final int CLASSES = 3;
    private static final RDropConfig R_DROP = new RDropConfig(0.5, 2);
    private static final org.nd4j.linalg.activations.Activation SOFTMAX =
            org.nd4j.linalg.activations.Activation.SOFTMAX;

    private final Path directory;

    NetworkKindsTest(@TempDir Path directory) {
        this.directory = directory;
    }

    static Stream<Named<String>> networks() {
        return Stream.of(
                Named.of("convolution, batch normalisation and pooling on flat images", convolution()),
                Named.of("a dropout layer and a loss layer", layersOnly()),
                Named.of("Gaussian dropout", noisy(new GaussianDropout(0.3))),
                Named.of("Gaussian noise", noisy(new GaussianNoise(0.2))),
                Named.of("alpha dropout", noisy(new AlphaDropout(0.9))),
                Named.of("dropped connections beside dropout", dropConnect()));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void goesOnExactlyAfterARestore(String json) throws IOException {
        Path file = Models.write(directory, json);
        try (TrainableModel uninterrupted = create(file);
                TrainableModel restored = create(file)) {
            SyntheticBatches batches = new SyntheticBatches(5, INPUTS, CLASSES);
            double first = uninterrupted.update(batches.next(32)).loss();
            ByteArrayOutputStream state = new ByteArrayOutputStream();
            uninterrupted.save(new DataOutputStream(state));
            restored.restore(new DataInputStream(new ByteArrayInputStream(state.toByteArray())));
            UpdateResult last = uninterrupted.update(batches.next(32));
            batches = new SyntheticBatches(5, INPUTS, CLASSES);
            batches.next(32);
            assertThat(restored.update(batches.next(32))).isEqualTo(last);
            for (int step = 0; step < 60; step++) {
                TensorBatch batch = batches.next(32);
                last = uninterrupted.update(batch);
                assertThat(last.klDivergence()).isPositive();
                assertThat(restored.update(batch)).isEqualTo(last);
            }
            assertThat(restored.stateSha256()).isEqualTo(uninterrupted.stateSha256());
            assertThat(last.loss()).isLessThan(first);
        }
    }

    @Test
    void leavesBatchStatisticsOutOfNormAndClipping() throws IOException {
        // An input far from 0 makes the statistics' pseudo-gradient by far the largest part of DL4J's gradient array.
        Path file = Models.write(directory, normalised());
        try (TrainableModel model = create(file)) {
            TensorBatch batch = new SyntheticBatches(5, INPUTS, CLASSES).next(32);
            for (int i = 0; i < batch.inputs().length; i++) {
                batch.inputs()[i] = batch.inputs()[i] * 100 + 1000;
            }
            assertThat(model.update(batch).gradientNorm()).isBetween(1e-6, 50.0);
        }
    }

    @Test
    void clipsTheWholeGradientToItsNorm() throws IOException {
        double clip = 0.01;
        try (TrainableModel model = Models.create(
                Models.mlp(List.of(8), Activation.TANH, 0.2, 0, Models.updater(UpdaterType.SGD, 1), clip),
                R_DROP,
                1,
                INPUTS,
                CLASSES)) {
            double[] before = Models.parameters(model);
            UpdateResult result = model.update(new SyntheticBatches(5, INPUTS, CLASSES).next(32));
            double[] after = Models.parameters(model);
            double squares = 0;
            for (int i = 0; i < after.length; i++) {
                squares += (after[i] - before[i]) * (after[i] - before[i]);
            }
            assertThat(result.gradientNorm()).isGreaterThan(10 * clip);
            assertThat(Math.sqrt(squares)).isCloseTo(clip, within(clip * 1e-3));
        }
    }

    @Test
    void reportsTheLearningRateOfTheStep() {
        try (TrainableModel model = Models.create(
                Models.mlp(List.of(8), Activation.TANH, 0.2, 0, Models.updater(UpdaterType.NADAM, 0.07)),
                R_DROP,
                1,
                INPUTS,
                CLASSES)) {
            assertThat(model.update(new SyntheticBatches(5, INPUTS, CLASSES).next(3))
                            .learningRate())
                    .isEqualTo(0.07);
        }
    }

    private static TrainableModel create(Path file) {
        return Models.create(Models.file(file), R_DROP, 17, INPUTS, CLASSES);
    }

    private static NeuralNetConfiguration.Builder builder() {
        return new NeuralNetConfiguration.Builder()
                .updater(new Adam(0.01))
                .activation(org.nd4j.linalg.activations.Activation.RELU);
    }

    private static String convolution() {
        return builder()
                .list()
                .layer(new ConvolutionLayer.Builder(2, 2).nOut(8).dropOut(0.9).build())
                .layer(new BatchNormalization())
                .layer(new ConvolutionLayer.Builder(2, 2).nOut(8).build())
                .layer(new GlobalPoolingLayer())
                .layer(new OutputLayer.Builder()
                        .nOut(CLASSES)
                        .dropOut(0.8)
                        .activation(SOFTMAX)
                        .build())
                .setInputType(InputType.convolutionalFlat(4, 4, 1))
                .build()
                .toJson();
    }

    private static String layersOnly() {
        return builder()
                .list()
                .layer(new DropoutLayer(0.8))
                .layer(new DenseLayer.Builder().nIn(INPUTS).nOut(CLASSES).build())
                .layer(new ActivationLayer(org.nd4j.linalg.activations.Activation.TANH))
                .layer(new LossLayer.Builder(new LossMCXENT())
                        .activation(SOFTMAX)
                        .build())
                .build()
                .toJson();
    }

    private static String noisy(IDropout noise) {
        return builder()
                .list()
                .layer(new DenseLayer.Builder().nIn(INPUTS).nOut(12).build())
                .layer(new OutputLayer.Builder()
                        .nIn(12)
                        .nOut(CLASSES)
                        .dropOut(noise)
                        .activation(SOFTMAX)
                        .build())
                .build()
                .toJson();
    }

    private static String dropConnect() {
        return builder()
                .weightNoise(new DropConnect(0.9))
                .list()
                .layer(new DenseLayer.Builder()
                        .nIn(INPUTS)
                        .nOut(12)
                        .dropOut(0.9)
                        .build())
                .layer(new OutputLayer.Builder()
                        .nIn(12)
                        .nOut(CLASSES)
                        .activation(SOFTMAX)
                        .build())
                .build()
                .toJson();
    }

    private static String normalised() {
        return builder()
                .updater(new Sgd(0.01))
                .list()
                .layer(new BatchNormalization.Builder().nIn(INPUTS).nOut(INPUTS).build())
                .layer(new OutputLayer.Builder()
                        .nIn(INPUTS)
                        .nOut(CLASSES)
                        .dropOut(0.8)
                        .activation(SOFTMAX)
                        .build())
                .build()
                .toJson();
    }
}
