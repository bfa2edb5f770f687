package io.rdrop.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rdrop.config.Activation;
import io.rdrop.config.ConfigException;
import io.rdrop.config.ModelConfig;
import io.rdrop.config.ModelEngine;
import io.rdrop.config.ModelType;
import io.rdrop.config.Precision;
import io.rdrop.config.RDropConfig;
import io.rdrop.config.UpdaterType;
import io.rdrop.engine.InputShape;
import io.rdrop.engine.ModelSpec;
import io.rdrop.engine.OutputShape;
import io.rdrop.engine.Shapes;
import io.rdrop.engine.SyntheticTexts;
import io.rdrop.engine.TrainableModel;
import io.rdrop.engine.UpdateResult;
import io.rdrop.tensor.TensorBatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/** What fills a text up is not seen, whatever the network and however much of it there is. */
class PaddingTest {
    private static final int VOCABULARY = 20;
    private static final int CLASSES = 3;
    private static final int ROWS = 9;
    private static final Offset<Float> CLOSE = within(1e-6f);
    private static final RDropConfig R_DROP = new RDropConfig(1, 2);

    private final TensorBatch texts = new SyntheticTexts(4, tokens(6), CLASSES).next(ROWS);

    @ParameterizedTest
    @EnumSource(names = {"TEXT_CNN", "LSTM"})
    void morePaddingChangesNeitherPredictionsNorUpdates(ModelType type) {
        sameWithMorePadding(network(type));
    }

    @Test
    void morePaddingChangesNothingForAnyGraph(@TempDir Path directory) throws IOException {
        sameWithMorePadding(
                Models.file(Models.write(directory, graph(VOCABULARY).toJson())));
    }

    @ParameterizedTest
    @EnumSource(names = {"TEXT_CNN", "LSTM"})
    void visiblePaddingIsSeen(ModelType type) {
        try (TrainableModel model = create(network(type), 6, false);
                TrainableModel longer = create(network(type), 11, false)) {
            assertThat(predict(longer, padded(texts, 11)))
                    .usingComparatorWithPrecision(1e-4f)
                    .isNotEqualTo(predict(model, texts));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TEXT_CNN", "LSTM"})
    void aTextWithoutWordsIsPredictedAndLearnedFrom(ModelType type) {
        try (TrainableModel model = create(network(type), 6, true)) {
            TensorBatch empty = SyntheticTexts.batch(2, 6, new float[12], new double[] {1, 2});
            assertThat(model.update(empty).applied()).isTrue();
            for (float probability : predict(model, empty)) {
                assertThat(probability).isFinite();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TEXT_CNN", "LSTM"})
    void exportedModelsPredictTheSameWithTheMaskOrWithoutThePadding(ModelType type) throws IOException {
        try (TrainableModel model = create(network(type), 6, true)) {
            model.update(texts);
            float[] expected = predict(model, texts);
            MultiLayerNetwork opened = Models.exported(model);
            INDArray inputs = Models.matrix(texts.inputs(), ROWS);
            float[] masked = opened.output(inputs, false, inputs.gt(0).castTo(inputs.dataType()), null)
                    .data()
                    .asFloat();
            assertThat(masked).containsExactly(expected, CLOSE);
            for (int row = 0; row < ROWS; row++) {
                float[] all = Arrays.copyOfRange(texts.inputs(), row * 6, (row + 1) * 6);
                int words = 0;
                while (words < 6 && all[words] != InputShape.Tokens.PADDING) {
                    words++;
                }
                float[] bare = opened.output(
                                Nd4j.createFromArray(Arrays.copyOf(all, words)).reshape(1, words))
                        .data()
                        .asFloat();
                assertThat(bare)
                        .containsExactly(Arrays.copyOfRange(expected, row * CLASSES, (row + 1) * CLASSES), CLOSE);
            }
            opened.close();
        }
    }

    @Test
    void refusesABatchThatDoesNotSayWhatIsPadding() {
        try (TrainableModel model = create(network(ModelType.TEXT_CNN), 6, true)) {
            TensorBatch batch = new TensorBatch(ROWS, 6, texts.inputs(), texts.targets());
            assertThatThrownBy(() -> model.update(batch))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no mask");
        }
    }

    @Test
    void refusesNumbersThatAreNoWords() {
        try (TrainableModel model = create(network(ModelType.TEXT_CNN), 6, true)) {
            for (float wrong : new float[] {-1, VOCABULARY, 1.5f, Float.NaN}) {
                float[] inputs = new float[12];
                inputs[7] = wrong;
                TensorBatch batch = SyntheticTexts.batch(2, 6, inputs, new double[2]);
                assertThatThrownBy(() -> model.update(batch))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining(Float.toString(wrong))
                        .hasMessageContaining("position 1 of row 1");
                assertThatThrownBy(() -> predict(model, batch)).isInstanceOf(IllegalArgumentException.class);
            }
            assertThat(model.step()).isZero();
        }
    }

    @Test
    void refusesANetworkThatKnowsFewerWords(@TempDir Path directory) throws IOException {
        ModelConfig few =
                Models.file(Models.write(directory, graph(VOCABULARY - 1).toJson()));
        assertThatThrownBy(() -> create(few, 6, true))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("index " + (VOCABULARY - 1));
    }

    @Test
    void refusesMoreThanOneConvolutionOverWords() {
        ModelConfig two = network(ModelType.TEXT_CNN, List.of(8, 16));
        assertThatThrownBy(() -> create(two, 6, true))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("[8, 16]");
    }

    private void sameWithMorePadding(ModelConfig config) {
        try (TrainableModel model = create(config, 6, true);
                TrainableModel longer = create(config, 11, true)) {
            TensorBatch filled = padded(texts, 11);
            for (int step = 0; step < 3; step++) {
                assertThat(predict(longer, filled)).containsExactly(predict(model, texts), CLOSE);
                UpdateResult expected = model.update(texts);
                UpdateResult result = longer.update(filled);
                assertThat(expected.klDivergence()).isPositive();
                assertThat(result.loss()).isCloseTo(expected.loss(), within(1e-5));
                assertThat(result.gradientNorm()).isCloseTo(expected.gradientNorm(), within(1e-4));
            }
        }
    }

    private static TrainableModel create(ModelConfig config, int length, boolean masked) {
        Shapes shapes = new Shapes(tokens(length), new OutputShape.Classes(CLASSES), masked);
        return new Dl4jEngine().create(new ModelSpec(config.type(), config, R_DROP, 7, shapes));
    }

    private static InputShape.Tokens tokens(int length) {
        return new InputShape.Tokens(length, VOCABULARY);
    }

    private static TensorBatch padded(TensorBatch batch, int length) {
        float[] inputs = new float[batch.rows() * length];
        for (int row = 0; row < batch.rows(); row++) {
            System.arraycopy(batch.inputs(), row * batch.width(), inputs, row * length, batch.width());
        }
        return SyntheticTexts.batch(batch.rows(), length, inputs, batch.targets());
    }

    private static float[] predict(TrainableModel model, TensorBatch batch) {
        float[] probabilities = new float[batch.rows() * CLASSES];
        model.predict(batch, probabilities);
        return probabilities;
    }

    private static ModelConfig network(ModelType type) {
        return Models.network(type, List.of(8), Activation.RELU, 0.2, 0, Models.updater(UpdaterType.SGD, 0.1));
    }

    private static ModelConfig network(ModelType type, List<Integer> filters) {
        ModelConfig one = network(type);
        return new ModelConfig(
                type,
                one.hidden(),
                filters,
                one.kernel(),
                one.embedding(),
                one.recurrentUnits(),
                one.activation(),
                one.dropout(),
                one.inputDropout(),
                one.weightInit(),
                one.updater(),
                one.weightDecay(),
                null,
                null,
                ModelEngine.AUTO,
                Precision.FLOAT32,
                true);
    }

    private static ComputationGraphConfiguration graph(int vocabulary) {
        return new NeuralNetConfiguration.Builder()
                .updater(new Sgd(0.1))
                .graphBuilder()
                .addInputs("words")
                .addLayer(
                        "embedding",
                        new EmbeddingSequenceLayer.Builder()
                                .nIn(vocabulary)
                                .nOut(5)
                                .build(),
                        "words")
                .addLayer("memory", new LSTM.Builder().nIn(5).nOut(4).build(), "embedding")
                .addLayer("mean", new GlobalPoolingLayer(PoolingType.AVG), "memory")
                .addLayer(
                        "out",
                        new OutputLayer.Builder()
                                .nIn(4)
                                .nOut(CLASSES)
                                .dropOut(0.8)
                                .activation(org.nd4j.linalg.activations.Activation.SOFTMAX)
                                .build(),
                        "mean")
                .setOutputs("out")
                .build();
    }
}
