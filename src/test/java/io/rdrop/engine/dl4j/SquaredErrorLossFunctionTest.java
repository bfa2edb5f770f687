package io.rdrop.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rdrop.objective.Reduction;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class SquaredErrorLossFunctionTest {
    private static final IActivation IDENTITY = new ActivationIdentity();
    private static final double ALPHA = 1.5;

    private final SquaredErrorLossFunction loss = new SquaredErrorLossFunction(2, ALPHA, null);
    private final INDArray predictions = Nd4j.createFromArray(new float[][] {{1}, {3}, {-2}, {2}, {5}, {0.5f}});
    private final INDArray targets = Nd4j.createFromArray(new float[][] {{0}, {1}, {-1}, {0}, {1}, {-1}});
    private final INDArray unlabelled =
            Nd4j.createFromArray(new float[][] {{0}, {Float.NaN}, {-1}, {0}, {Float.NaN}, {-1}});

    @Test
    void isSquaredErrorsOfEachPassAndTheSquaredDistanceOfThePasses() {
        double errors = (1 + 4 + 1 + 4 + 16 + 2.25) / 3;
        double apart = (1 + 4 + 6.25) / 3;
        assertThat(loss.computeScore(targets, predictions, IDENTITY, null, true))
                .isCloseTo(errors + ALPHA * apart, within(1e-6));
    }

    @Test
    void rowsWithoutTargetAddOnlyTheDistanceOfThePasses() {
        double errors = (1 + 1 + 4 + 2.25) / 2;
        double apart = (1 + 4 + 6.25) / 3;
        assertThat(loss.computeScore(unlabelled, predictions, IDENTITY, null, true))
                .isCloseTo(errors + ALPHA * apart, within(1e-6));
    }

    @Test
    void hasTheGradientOfItsScore() {
        hasTheGradientOfItsScore(loss, targets, null);
        hasTheGradientOfItsScore(loss, unlabelled, null);
        hasTheGradientOfItsScore(loss, targets, Nd4j.createFromArray(1f, 1f, 0f, 1f, 1f, 0f));
        hasTheGradientOfItsScore(new SquaredErrorLossFunction(3, 0.4, Reduction.SUM), Nd4j.zeros(6, 1), null);
    }

    private void hasTheGradientOfItsScore(SquaredErrorLossFunction function, INDArray labels, @Nullable INDArray mask) {
        INDArray gradient = function.computeGradient(labels, predictions, IDENTITY, mask);
        float step = 1f / 64;
        for (int row = 0; row < 6; row++) {
            float kept = predictions.getFloat(row, 0);
            double above = function.computeScore(
                    labels, predictions.dup().putScalar(row, 0, kept + step), IDENTITY, mask, true);
            double below = function.computeScore(
                    labels, predictions.dup().putScalar(row, 0, kept - step), IDENTITY, mask, true);
            assertThat(gradient.getDouble(row, 0))
                    .as("row %d", row)
                    .isCloseTo((above - below) / (2 * step), within(1e-5));
        }
    }

    @Test
    void plainStepsAreOfOnePassAndItsErrorsAlone() {
        loss.plainStep();
        assertThat(loss.computeScore(targets, predictions, IDENTITY, null, true))
                .isCloseTo((1 + 4 + 1 + 4 + 16 + 2.25) / 6, within(1e-6));
        loss.rDropStep(0);
        assertThat(loss.computeScore(targets, predictions, IDENTITY, null, true))
                .isCloseTo((1 + 4 + 1 + 4 + 16 + 2.25) / 3, within(1e-6));
    }

    @Test
    void givesEachRowItsShareOfTheScore() {
        INDArray scores = loss.computeScoreArray(targets, predictions, IDENTITY, null);
        assertThat(scores.sumNumber().doubleValue())
                .isCloseTo(3 * loss.computeScore(targets, predictions, IDENTITY, null, true), within(1e-5));
        assertThat(scores.getDouble(1))
                .isEqualTo(scores.getDouble(4))
                .isCloseTo((4 + 16 + ALPHA * 4) / 2, within(1e-6));
    }

    @Test
    void refusesTargetsThatDifferBetweenPassesAndOtherActivations() {
        INDArray different = targets.dup().putScalar(4, 0, 7);
        assertThatThrownBy(() -> loss.computeGradient(different, predictions, IDENTITY, null))
                .hasMessageContaining("row 4 has 7.0")
                .hasMessageContaining("row 1");
        assertThatThrownBy(() -> loss.computeGradient(targets, predictions, new ActivationSoftmax(), null))
                .hasMessageContaining("identity");
        INDArray odd = Nd4j.zeros(3, 1);
        assertThatThrownBy(() -> loss.computeGradient(odd, odd, IDENTITY, null)).hasMessageContaining("2 passes");
    }

    @Test
    void survivesTheJsonOfANetworkAndJavaSerialisation() throws IOException, ClassNotFoundException {
        SquaredErrorLossFunction sums = new SquaredErrorLossFunction(3, 0.25, Reduction.SUM);
        MultiLayerConfiguration configuration = new NeuralNetConfiguration.Builder()
                .list()
                .layer(new OutputLayer.Builder(sums)
                        .nIn(4)
                        .nOut(1)
                        .activation(Activation.IDENTITY)
                        .build())
                .build();
        MultiLayerConfiguration back = MultiLayerConfiguration.fromJson(configuration.toJson());
        assertThat(((OutputLayer) back.getConf(0).getLayer()).getLossFn()).isEqualTo(sums);

        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ObjectOutputStream(bytes).writeObject(loss);
        SquaredErrorLossFunction read = (SquaredErrorLossFunction)
                new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
        assertThat(read).isEqualTo(loss).hasSameHashCodeAs(loss).isNotEqualTo(sums);
        assertThat(read.computeGradient(targets, predictions, IDENTITY, null))
                .isEqualTo(loss.computeGradient(targets, predictions, IDENTITY, null));
    }
}
