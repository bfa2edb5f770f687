package io.rdrop.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rdrop.config.Activation;
import io.rdrop.config.ModelType;
import io.rdrop.config.UpdaterType;
import io.rdrop.engine.Engines;
import io.rdrop.engine.InputShape;
import io.rdrop.engine.ModelSpec;
import io.rdrop.engine.OutputShape;
import io.rdrop.engine.Predictor;
import io.rdrop.engine.SyntheticBatches;
import io.rdrop.engine.SyntheticTexts;
import io.rdrop.engine.TrainableModel;
import io.rdrop.engine.UpdateResult;
import io.rdrop.tensor.TensorBatch;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The same networks on libtorch and on the engine that would compute them otherwise: one goes on for another. */
class OtherEnginesTest {
    private static final int CLASSES = 3;
    private static final int ROWS = 8;
    private static final InputShape VECTOR = new InputShape.Vector(6);
    private static final InputShape IMAGE = new InputShape.Image(2, 7, 5);
    private static final InputShape.Tokens TOKENS = new InputShape.Tokens(9, 20);
    private static final String DROPOUT = "dropout: 0.3, input-dropout: 0.2";
    private static final String R_DROP = "alpha: 1.5, passes: 3, label-smoothing: 0.1";

    @ParameterizedTest
    @EnumSource(Activation.class)
    void aDenseNetworkIsTheSameWithEveryActivation(Activation activation) throws IOException {
        String name = activation.name().toLowerCase(Locale.ROOT).replace('_', '-');
        same(ModelType.MLP, VECTOR, "hidden: [12, 9], activation: " + name + ", " + DROPOUT, R_DROP, 1e-5);
    }

    @ParameterizedTest
    @EnumSource(UpdaterType.class)
    void aDenseNetworkIsTheSameWithEveryOptimiser(UpdaterType updater) throws IOException {
        String name = updater.name().toLowerCase(Locale.ROOT);
        same(
                ModelType.MLP,
                VECTOR,
                "hidden: [12, 9], activation: tanh, updater: {type: " + name + ", learning-rate: 0.02}, " + DROPOUT,
                R_DROP,
                1e-5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "weight-decay: {l2: 0.3}; alpha: 1",
                "weight-decay: {decoupled: 0.3}, updater: {type: adam}; alpha: 1",
                "gradient-clip: 0.1; alpha: 1",
                "activation: tanh; alpha: 1, reduction: sum",
                "activation: tanh; alpha: 1, dropout-sampling: per-batch",
                "activation: tanh; alpha: 1, every: 2",
                "activation: tanh; alpha: 0, passes: 1",
                "activation: tanh; alpha: 2, dropout-rates: [0, 0.4]",
            })
    void aDenseNetworkIsTheSameWithEveryVariant(String model, String rDrop) throws IOException {
        same(ModelType.MLP, VECTOR, "hidden: [12], " + DROPOUT + ", " + model, rDrop, 1e-5);
    }

    @ParameterizedTest
    @CsvSource({"3, 0", "4, 0.2", "5, 0.2"})
    void aConvolutionalNetworkIsTheSame(int kernel, double inputDropout) throws IOException {
        same(
                ModelType.CNN,
                IMAGE,
                "filters: [3, 4], kernel: " + kernel + ", hidden: [8], activation: tanh, dropout: 0.3, input-dropout: "
                        + inputDropout,
                R_DROP,
                1e-5);
    }

    @Test
    void anLstmIsTheSame() throws IOException {
        same(
                ModelType.LSTM,
                TOKENS,
                "embedding: 5, recurrent-units: 7, hidden: [8], activation: tanh, " + DROPOUT,
                R_DROP,
                1e-5);
    }

    @Test
    void numbersAreTheSame() throws IOException {
        OutputShape numbers = new OutputShape.Values(1);
        same(
                spec("auto", ModelType.MLP, VECTOR, numbers, "hidden: [12], activation: tanh, " + DROPOUT, "alpha: 2"),
                spec("torch", ModelType.MLP, VECTOR, numbers, "hidden: [12], activation: tanh, " + DROPOUT, "alpha: 2"),
                1e-5);
    }

    private static void same(ModelType type, InputShape input, String model, String rDrop, double tolerance)
            throws IOException {
        OutputShape output = new OutputShape.Classes(CLASSES);
        same(
                spec("auto", type, input, output, model, rDrop),
                spec("torch", type, input, output, model, rDrop),
                tolerance);
    }

    /** Both learn the same batches, and change places in between: nobody could tell. */
    private static void same(ModelSpec usual, ModelSpec onTorch, double tolerance) throws IOException {
        try (TrainableModel other = TorchModels.create(usual);
                TrainableModel torch = TorchModels.create(onTorch)) {
            assertThat(torch).isInstanceOf(TorchModel.class);
            assertThat(other).isNotInstanceOf(TorchModel.class);
            assertThat(torch.stateSha256()).as("first weights").isEqualTo(other.stateSha256());
            for (int step = 0; step < 6; step++) {
                TensorBatch batch = batch(usual.shapes().input(), step);
                close(predict(torch, batch), predict(other, batch), tolerance);
                UpdateResult expected = other.update(batch);
                UpdateResult found = torch.update(batch);
                assertThat(found.crossEntropy()).isCloseTo(expected.crossEntropy(), within(tolerance));
                assertThat(found.klDivergence()).isCloseTo(expected.klDivergence(), within(tolerance));
                assertThat(found.alpha()).isEqualTo(expected.alpha());
                assertThat(found.learningRate()).isEqualTo(expected.learningRate());
                assertThat(found.gradientNorm())
                        .isCloseTo(expected.gradientNorm(), within(10 * tolerance * (1 + expected.gradientNorm())));
                close(predict(torch, batch), predict(other, batch), 2 * tolerance);
                if (step % 2 == 0) {
                    restore(other, save(torch));
                    assertThat(save(other)).isEqualTo(save(torch));
                } else {
                    restore(torch, save(other));
                    assertThat(torch.stateSha256()).isEqualTo(other.stateSha256());
                }
            }
            TensorBatch last = batch(usual.shapes().input(), 99);
            try (Predictor opened = Engines.load().open(usual, new ByteArrayInputStream(export(torch)));
                    Predictor reopened = Engines.load().open(onTorch, new ByteArrayInputStream(export(torch)))) {
                close(predict(opened, last), predict(torch, last), tolerance);
                assertThat(predict(reopened, last)).isEqualTo(predict(torch, last));
            }
        }
    }

    private static ModelSpec spec(
            String engine, ModelType type, InputShape input, OutputShape output, String model, String rDrop) {
        return TorchModels.spec(engine, type, 4, input, output, model, rDrop);
    }

    private static TensorBatch batch(InputShape input, int seed) {
        return input instanceof InputShape.Tokens tokens
                ? new SyntheticTexts(seed, tokens, CLASSES).next(ROWS)
                : new SyntheticBatches(seed, input.width(), CLASSES).next(ROWS);
    }

    private static void close(float[] found, float[] expected, double tolerance) {
        assertThat(found).containsExactly(expected, within((float) tolerance));
    }

    private static float[] predict(Predictor model, TensorBatch batch) {
        float[] predictions = new float[batch.rows() * model.outputs()];
        model.predict(batch, predictions);
        return predictions;
    }

    private static byte[] save(TrainableModel model) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        model.save(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static void restore(TrainableModel model, byte[] state) throws IOException {
        model.restore(new DataInputStream(new ByteArrayInputStream(state)));
    }

    private static byte[] export(TrainableModel model) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        model.export(bytes);
        return bytes.toByteArray();
    }
}
