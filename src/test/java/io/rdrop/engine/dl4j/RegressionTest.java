package io.rdrop.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rdrop.config.Activation;
import io.rdrop.config.ConfigException;
import io.rdrop.config.DropoutSampling;
import io.rdrop.config.ModelConfig;
import io.rdrop.config.ModelType;
import io.rdrop.config.RDropConfig;
import io.rdrop.config.UpdaterType;
import io.rdrop.engine.InputShape;
import io.rdrop.engine.OutputShape;
import io.rdrop.engine.TrainableModel;
import io.rdrop.engine.UpdateResult;
import io.rdrop.objective.AlphaPreset;
import io.rdrop.objective.Reduction;
import io.rdrop.tensor.TensorBatch;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossL2;
import org.nd4j.linalg.lossfunctions.impl.LossMAE;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;

/** Networks of numbers: the same engine with squared errors. */
class RegressionTest {
    private static final int INPUTS = 3;
    private static final int ROWS = 16;
    private static final RDropConfig R_DROP = new RDropConfig(0.5, 2);

    private final Random random = new Random(5);

    @Test
    void learnsNumbers() {
        try (TrainableModel model = mlp(R_DROP)) {
            for (int step = 0; step < 400; step++) {
                model.update(next(ROWS));
            }
            TensorBatch unseen = next(200);
            float[] predictions = new float[200];
            model.predict(unseen, predictions);
            double error = 0;
            double variance = 0;
            for (int row = 0; row < 200; row++) {
                error += Math.pow(predictions[row] - unseen.targets()[row], 2);
                variance += Math.pow(unseen.targets()[row], 2);
            }
            assertThat(error).isLessThan(0.1 * variance);
            assertThat(model.outputs()).isEqualTo(1);
        }
    }

    @Test
    void measuresSquaredErrorsAndDistancesPerRow() {
        RDropConfig sum = variant(1, Reduction.SUM);
        try (TrainableModel model = mlp(R_DROP);
                TrainableModel summed = mlp(sum)) {
            TensorBatch batch = next(ROWS);
            UpdateResult result = model.update(batch);
            assertThat(result.crossEntropy()).isPositive();
            assertThat(result.klDivergence()).isPositive();
            assertThat(result.loss()).isCloseTo(2 * result.crossEntropy() + 0.5 * result.klDivergence(), within(1e-9));
            UpdateResult ofSum = summed.update(batch);
            assertThat(ofSum.loss()).isCloseTo(result.loss(), within(1e-9));
            assertThat(ofSum.gradientNorm()).isCloseTo(ROWS * result.gradientNorm(), within(1e-3));
        }
    }

    @Test
    void crossEntropyOfAPlainStepWithoutDropoutIsTheMeanSquaredError() {
        RDropConfig plain = new RDropConfig(0, 1);
        try (TrainableModel model = Models.create(config(0), plain, 3, vector(), new OutputShape.Values(1))) {
            TensorBatch batch = next(ROWS);
            float[] predictions = new float[ROWS];
            model.predict(batch, predictions);
            double error = 0;
            for (int row = 0; row < ROWS; row++) {
                error += Math.pow(predictions[row] - batch.targets()[row], 2) / ROWS;
            }
            assertThat(model.update(batch).crossEntropy()).isCloseTo(error, within(1e-5));
        }
    }

    @Test
    void plainStepsHaveNoDistance() {
        try (TrainableModel model = mlp(variant(3, Reduction.MEAN_VALID))) {
            for (int step = 0; step < 7; step++) {
                UpdateResult result = model.update(next(ROWS));
                if (step % 3 == 0) {
                    assertThat(result.klDivergence()).isPositive();
                    assertThat(result.alpha()).isEqualTo(0.5);
                } else {
                    assertThat(result.klDivergence()).isZero();
                    assertThat(result.alpha()).isZero();
                    assertThat(result.loss()).isEqualTo(result.crossEntropy());
                }
            }
        }
    }

    @Test
    void learnsFromRowsWithoutTargetByTheDistanceOfThePasses() {
        try (TrainableModel model = mlp(R_DROP)) {
            TensorBatch batch = next(ROWS);
            Arrays.fill(batch.targets(), Double.NaN);
            String before = model.stateSha256();
            UpdateResult result = model.update(batch);
            assertThat(result.crossEntropy()).isZero();
            assertThat(result.loss()).isCloseTo(0.5 * result.klDivergence(), within(1e-12));
            assertThat(result.gradientNorm()).isPositive();
            assertThat(result.applied()).isTrue();
            assertThat(model.stateSha256()).isNotEqualTo(before);
        }
    }

    @Test
    void goesOnAfterARestoreAsIfNothingHadHappened() throws IOException {
        try (TrainableModel model = mlp(R_DROP);
                TrainableModel restored = mlp(R_DROP)) {
            for (int step = 0; step < 5; step++) {
                model.update(next(ROWS));
            }
            ByteArrayOutputStream state = new ByteArrayOutputStream();
            model.save(new DataOutputStream(state));
            restored.restore(new DataInputStream(new ByteArrayInputStream(state.toByteArray())));
            TensorBatch batch = next(ROWS);
            assertThat(restored.update(batch)).isEqualTo(model.update(batch));
            assertThat(restored.stateSha256()).isEqualTo(model.stateSha256());
        }
    }

    @Test
    void exportsAnOrdinaryRegressor() throws IOException {
        try (TrainableModel model = mlp(R_DROP)) {
            TensorBatch batch = next(ROWS);
            model.update(batch);
            float[] predictions = new float[ROWS];
            model.predict(batch, predictions);
            MultiLayerNetwork opened = Models.exported(model);
            assertThat(opened.output(Models.matrix(batch.inputs(), ROWS)).data().asFloat())
                    .containsExactly(predictions, within(1e-6f));
            assertThat(((OutputLayer) opened.getOutputLayer().conf().getLayer()).getLossFn())
                    .isInstanceOf(LossMSE.class);
            opened.close();
        }
    }

    @Test
    void takesLinearRegressorsOfDl4jUsersAndNoOthers(@TempDir Path directory) throws IOException {
        var identity = org.nd4j.linalg.activations.Activation.IDENTITY;
        for (ILossFunction loss : List.of(new LossMSE(), new LossL2())) {
            try (TrainableModel model = fromFile(directory, identity, loss, 1)) {
                assertThat(model.update(next(4)).klDivergence()).isPositive();
            }
        }
        assertThatThrownBy(() -> fromFile(directory, identity, new LossMAE(), 1))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("squared error");
        assertThatThrownBy(() -> fromFile(directory, org.nd4j.linalg.activations.Activation.TANH, new LossMSE(), 1))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("tanh")
                .hasMessageContaining("identity");
        assertThatThrownBy(() -> fromFile(directory, identity, new LossMSE(), 2))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("2 outputs");
    }

    private static TrainableModel fromFile(
            Path directory, org.nd4j.linalg.activations.Activation activation, ILossFunction loss, int outputs)
            throws IOException {
        String json = new NeuralNetConfiguration.Builder()
                .updater(new Sgd(0.1))
                .list()
                .layer(new OutputLayer.Builder(loss)
                        .nIn(INPUTS)
                        .nOut(outputs)
                        .dropOut(0.7)
                        .activation(activation)
                        .build())
                .build()
                .toJson();
        return Models.create(
                Models.file(Models.write(directory, json)), R_DROP, 1, vector(), new OutputShape.Values(1));
    }

    private static TrainableModel mlp(RDropConfig rDrop) {
        return Models.create(config(0.1), rDrop, 3, vector(), new OutputShape.Values(1));
    }

    private static ModelConfig config(double dropout) {
        return Models.network(
                ModelType.MLP, List.of(16), Activation.TANH, dropout, 0, Models.updater(UpdaterType.ADAM, 0.01));
    }

    private static InputShape vector() {
        return new InputShape.Vector(INPUTS);
    }

    private static RDropConfig variant(int every, Reduction reduction) {
        return new RDropConfig(
                0.5,
                AlphaPreset.NONE,
                null,
                R_DROP.schedule(),
                2,
                every,
                List.of(),
                DropoutSampling.PER_EXAMPLE,
                reduction,
                0,
                false);
    }

    /** Numbers of mean 0 and variance 1 or so. */
    private TensorBatch next(int rows) {
        float[] inputs = new float[rows * INPUTS];
        double[] targets = new double[rows];
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < INPUTS; i++) {
                inputs[row * INPUTS + i] = (float) random.nextGaussian();
            }
            targets[row] = 0.8 * inputs[row * INPUTS] - 0.6 * inputs[row * INPUTS + 1];
        }
        return new TensorBatch(rows, INPUTS, inputs, targets);
    }
}
