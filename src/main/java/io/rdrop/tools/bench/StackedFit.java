package io.rdrop.tools.bench;

import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** DL4J's own {@code fit()} on a batch that is stacked twice, which is what R-Drop costs there at least. */
final class StackedFit implements AutoCloseable {
    private final MultiLayerNetwork network;
    private final INDArray inputs;
    private final INDArray labels;

    /** The inputs are [rows * inputs], row-major, the targets [rows] class indices. */
    StackedFit(StepNetwork of, double rate, float[] inputs, double[] targets) {
        network = new MultiLayerNetwork(of.configuration(StepNetwork.Dropped.BOTH, rate));
        network.init();
        INDArray once = Nd4j.createFromArray(inputs).reshape(of.rows(), of.inputs());
        INDArray oneHot = Nd4j.zeros(of.rows(), of.classes());
        for (int row = 0; row < of.rows(); row++) {
            oneHot.putScalar(row, (int) targets[row], 1);
        }
        this.inputs = Nd4j.vstack(once, once);
        this.labels = Nd4j.vstack(oneHot, oneHot);
    }

    void step() {
        network.fit(inputs, labels);
    }

    @Override
    public void close() {
        network.close();
        inputs.close();
        labels.close();
    }
}
