package io.rdrop.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

class RDropLossFunctionTest {
    private static final IActivation SOFTMAX = new ActivationSoftmax();

    private final RDropLossFunction loss = new RDropLossFunction(2, 1.5, 0);
    private final INDArray logits = Nd4j.createFromArray(
            new float[][] {{0.3f, -1f, 2f}, {1f, 0.5f, -0.2f}, {0.1f, -0.4f, 1.1f}, {-0.7f, 0.9f, 0.3f}});
    private final INDArray labels = Models.oneHot(new int[] {2, 0, 2, 0}, 3);

    @Test
    void isTheEquationOfThePaper() {
        double[][] p = new double[4][3];
        for (int row = 0; row < 4; row++) {
            double sum = 0;
            for (int c = 0; c < 3; c++) {
                sum += Math.exp(logits.getDouble(row, c));
            }
            for (int c = 0; c < 3; c++) {
                p[row][c] = Math.exp(logits.getDouble(row, c)) / sum;
            }
        }
        double expected = -(Math.log(p[0][2]) + Math.log(p[1][0]) + Math.log(p[2][2]) + Math.log(p[3][0])) / 2;
        for (int row = 0; row < 2; row++) {
            for (int c = 0; c < 3; c++) {
                double one = p[row][c];
                double two = p[row + 2][c];
                expected += 1.5 / 2 * (one * Math.log(one / two) + two * Math.log(two / one)) / 2;
            }
        }
        assertThat(loss.computeScore(labels, logits, SOFTMAX, null, false)).isCloseTo(expected, within(1e-6));
        assertThat(loss.computeScore(labels, logits, SOFTMAX, null, true)).isCloseTo(expected, within(1e-6));
        assertThat(loss.computeGradientAndScore(labels, logits, SOFTMAX, null, true)
                        .getFirst())
                .isCloseTo(expected, within(1e-6));
    }

    @Test
    void hasTheGradientOfItsScore() {
        INDArray gradient = loss.computeGradient(labels, logits, SOFTMAX, null);
        for (int row = 0; row < 4; row++) {
            for (int c = 0; c < 3; c++) {
                float step = 1f / 64;
                INDArray up = logits.dup().putScalar(row, c, logits.getFloat(row, c) + step);
                INDArray down = logits.dup().putScalar(row, c, logits.getFloat(row, c) - step);
                double slope = (loss.computeScore(labels, up, SOFTMAX, null, true)
                                - loss.computeScore(labels, down, SOFTMAX, null, true))
                        / (2 * step);
                assertThat(gradient.getDouble(row, c)).isCloseTo(slope, within(1e-4));
            }
        }
    }

    @Test
    void readsColumnMajorLogitsAndViews() {
        INDArray expected = loss.computeGradient(labels, logits, SOFTMAX, null);
        assertThat(loss.computeGradient(labels, logits.dup('f'), SOFTMAX, null)).isEqualTo(expected);
        INDArray wide = Nd4j.concat(1, logits, logits);
        INDArray view = wide.get(
                org.nd4j.linalg.indexing.NDArrayIndex.all(), org.nd4j.linalg.indexing.NDArrayIndex.interval(3, 6));
        assertThat(loss.computeGradient(labels, view, SOFTMAX, null)).isEqualTo(expected);
    }

    @Test
    void givesEachRowItsShareOfTheScore() {
        INDArray scores = loss.computeScoreArray(labels, logits, SOFTMAX, null);
        assertThat(scores.shape()).containsExactly(4, 1);
        assertThat(scores.sumNumber().doubleValue())
                .isCloseTo(2 * loss.computeScore(labels, logits, SOFTMAX, null, true), within(1e-6));
        assertThat(scores.getDouble(0)).isEqualTo(scores.getDouble(2));
    }

    @Test
    void leavesMaskedRowsOut() {
        INDArray mask = Nd4j.createFromArray(1f, 0f, 1f, 0f).reshape(4, 1);
        INDArray firstRow = Nd4j.vstack(logits.getRow(0, true), logits.getRow(2, true));
        INDArray firstLabel = Models.oneHot(new int[] {2, 2}, 3);
        assertThat(loss.computeScore(labels, logits, SOFTMAX, mask, true))
                .isCloseTo(loss.computeScore(firstLabel, firstRow, SOFTMAX, null, true), within(1e-12));
        INDArray gradient = loss.computeGradient(labels, logits, SOFTMAX, mask);
        assertThat(gradient.getRow(1).norm2Number().doubleValue()).isZero();
        assertThat(gradient.getRow(3).norm2Number().doubleValue()).isZero();
        assertThat(gradient.getRow(0).norm2Number().doubleValue()).isPositive();
        assertThat(loss.computeScoreArray(labels, logits, SOFTMAX, mask).getDouble(1))
                .isZero();
    }

    @Test
    void isCrossEntropyWithOnePass() {
        RDropLossFunction plain = new RDropLossFunction(1, 0, 0);
        assertThat(plain.computeScore(labels, logits, SOFTMAX, null, true))
                .isCloseTo(new LossMCXENT().computeScore(labels, logits, SOFTMAX, null, true), within(1e-6));
    }

    @Test
    void remembersTheTermsOfItsLatestGradient() {
        assertThat(loss.lastTerms()).isEmpty();
        loss.computeGradient(labels, logits, SOFTMAX, null);
        assertThat(loss.lastTerms().orElseThrow().consistency()).isPositive();
    }

    @Test
    void refusesLabelsThatDifferBetweenPasses() {
        INDArray notStacked = Models.oneHot(new int[] {2, 0, 1, 0}, 3);
        assertThatThrownBy(() -> loss.computeGradient(notStacked, logits, SOFTMAX, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("row 2 has class 1");
    }

    @Test
    void refusesSoftLabelsOddRowsAndOtherActivations() {
        INDArray soft = labels.mul(0.9);
        assertThatThrownBy(() -> loss.computeGradient(soft, logits, SOFTMAX, null))
                .hasMessageContaining("one-hot")
                .hasMessageContaining("0.9");
        INDArray odd = Nd4j.zeros(3, 3);
        assertThatThrownBy(() -> loss.computeGradient(odd, odd, SOFTMAX, null)).hasMessageContaining("2 passes");
        assertThatThrownBy(() -> loss.computeGradient(labels, logits, new ActivationIdentity(), null))
                .hasMessageContaining("softmax");
        assertThatThrownBy(() -> new RDropLossFunction(2, -1, 0)).hasMessageContaining("-1");
    }

    @Test
    void survivesTheJsonOfANetworkAndJavaSerialisation() throws IOException, ClassNotFoundException {
        RDropLossFunction smoothed = new RDropLossFunction(3, 0.25, 0.1);
        MultiLayerConfiguration configuration = network(smoothed);
        MultiLayerConfiguration back = MultiLayerConfiguration.fromJson(configuration.toJson());
        assertThat(((OutputLayer) back.getConf(1).getLayer()).getLossFn()).isEqualTo(smoothed);

        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ObjectOutputStream(bytes).writeObject(loss);
        RDropLossFunction read =
                (RDropLossFunction) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
        assertThat(read).isEqualTo(loss).hasSameHashCodeAs(loss).isNotEqualTo(smoothed);
        assertThat(read.computeGradient(labels, logits, SOFTMAX, null))
                .isEqualTo(loss.computeGradient(labels, logits, SOFTMAX, null));
    }

    @Test
    void trainsAnOrdinaryDl4jNetworkAsItsJavadocSays() {
        MultiLayerNetwork network = new MultiLayerNetwork(network(new RDropLossFunction(2, 1, 0)));
        network.init();
        INDArray inputs = Nd4j.rand(DataType.FLOAT, 20, 4);
        int[] classes = new int[20];
        for (int row = 0; row < 20; row++) {
            classes[row] = inputs.getDouble(row, 0) > 0.5 ? 1 : 0;
        }
        INDArray stackedInputs = Nd4j.vstack(inputs, inputs);
        INDArray stackedLabels = Nd4j.vstack(Models.oneHot(classes, 3), Models.oneHot(classes, 3));
        network.fit(stackedInputs, stackedLabels);
        double before = network.score();
        for (int step = 0; step < 100; step++) {
            network.fit(stackedInputs, stackedLabels);
        }
        assertThat(network.score()).isLessThan(before / 2);
        network.close();
    }

    private static MultiLayerConfiguration network(RDropLossFunction function) {
        return new NeuralNetConfiguration.Builder()
                .seed(3)
                .miniBatch(false)
                .updater(new Adam(0.05))
                .list()
                .layer(new DenseLayer.Builder()
                        .nIn(4)
                        .nOut(16)
                        .activation(Activation.RELU)
                        .build())
                .layer(new OutputLayer.Builder(function)
                        .nIn(16)
                        .nOut(3)
                        .dropOut(0.8)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build();
    }
}
