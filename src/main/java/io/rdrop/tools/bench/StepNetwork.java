package io.rdrop.tools.bench;

import java.util.Locale;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** The network of the step benchmark, in-h-h-out with ReLU, softmax and Adam, and the rows of its batch. */
record StepNetwork(int inputs, int hidden, int classes, int rows) {
    /** Dropout after both hidden layers, after the second alone, or nowhere. */
    enum Dropped {
        BOTH,
        LAST,
        NONE
    }

    private static final double LEARNING_RATE = 0.001;
    private static final int SEED = 1;

    /** The configuration as DL4J writes it, which {@code model.type: dl4j} reads. */
    String json(Dropped dropped, double rate) {
        return configuration(dropped, rate).toJson();
    }

    MultiLayerConfiguration configuration(Dropped dropped, double rate) {
        DenseLayer.Builder second = new DenseLayer.Builder().nIn(hidden).nOut(hidden);
        OutputLayer.Builder last = new OutputLayer.Builder(new LossMCXENT())
                .nIn(hidden)
                .nOut(classes)
                .activation(Activation.SOFTMAX);
        if (dropped == Dropped.BOTH) {
            second.dropOut(new Dropout(1 - rate));
        }
        if (dropped != Dropped.NONE) {
            last.dropOut(new Dropout(1 - rate));
        }
        return new NeuralNetConfiguration.Builder()
                .seed(SEED)
                .updater(new Adam(LEARNING_RATE))
                .activation(Activation.RELU)
                .list()
                .layer(new DenseLayer.Builder().nIn(inputs).nOut(hidden).build())
                .layer(second.build())
                .layer(last.build())
                .build();
    }

    /**
     * Operations (multiplications and additions) of the matrix products of a step.
     *
     * @param sharedPasses passes that the first layer is computed for
     * @param passes passes that the others are computed for
     * @param first share of the first layer's units that is computed
     * @param second share of the second layer's units that is computed, on its inputs and on its outputs
     */
    double operations(int sharedPasses, int passes, double first, double second) {
        double one = 2.0 * rows * inputs * hidden * first;
        double two = 2.0 * rows * hidden * hidden * second * second;
        double three = 2.0 * rows * hidden * classes * second;
        // Forward and the weights' gradient of all layers; the inputs' gradient of all but the first.
        return sharedPasses * 2 * one + passes * 3 * (two + three);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%d-%d-%d-%d, batch %d", inputs, hidden, hidden, classes, rows);
    }
}
