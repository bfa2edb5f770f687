package io.rdrop.model.dl4j;

import java.util.Arrays;
import java.util.OptionalLong;
import org.deeplearning4j.nn.api.OptimizationAlgorithm;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** What a network must be to be trained here: a float32 softmax classifier of the right size, trained by gradient steps. */
final class Requirements {
    private final StandardNetwork network;
    private final int inputs;
    private final int classes;

    Requirements(StandardNetwork network, int inputs, int classes) {
        this.network = network;
        this.inputs = inputs;
        this.classes = classes;
    }

    /** @throws io.rdrop.config.ConfigException naming what was found and what was expected */
    void checkDefinition() {
        Definition definition = network.definition();
        if (definition.dataType() != DataType.FLOAT) {
            throw network.refuse("data type " + definition.dataType(), "FLOAT");
        }
        for (NeuralNetConfiguration layer : definition.layers()) {
            OptimizationAlgorithm algorithm = layer.getOptimizationAlgo();
            if (algorithm != OptimizationAlgorithm.STOCHASTIC_GRADIENT_DESCENT || layer.getStepFunction() != null) {
                throw network.refuse(
                        "optimisation algorithm " + algorithm + " with step function " + layer.getStepFunction(),
                        "STOCHASTIC_GRADIENT_DESCENT without one");
            }
        }
        checkOutput(definition.output());
        OptionalLong found = definition.inputs();
        if (found.isPresent() && found.getAsLong() != inputs) {
            throw network.refuse(found.getAsLong() + " inputs", inputs + ", the width of an encoded example");
        }
    }

    /** Puts one row of zeros through, since only the built network knows all its sizes. */
    void checkBuilt(Network built) {
        try (INDArray row = Nd4j.zeros(DataType.FLOAT, 1, inputs);
                INDArray probabilities = built.probabilities(row)) {
            long[] shape = probabilities.shape();
            if (!Arrays.equals(shape, new long[] {1, classes})) {
                throw network.refuse(
                        "output of shape " + Arrays.toString(shape) + " for one example",
                        "[1, " + classes + "], one probability per class");
            }
        }
    }

    private void checkOutput(Layer output) {
        IActivation activation;
        ILossFunction loss;
        // Exactly these two: subclasses (centre loss and the like) add terms that R-Drop's loss would silently drop.
        if (output.getClass() == OutputLayer.class) {
            activation = ((OutputLayer) output).getActivationFn();
            loss = ((OutputLayer) output).getLossFn();
        } else if (output.getClass() == LossLayer.class) {
            activation = ((LossLayer) output).getActivationFn();
            loss = ((LossLayer) output).getLossFn();
        } else {
            throw network.refuse(
                    "output layer " + output.getClass().getSimpleName(), "OutputLayer or LossLayer with softmax");
        }
        if (!(activation instanceof ActivationSoftmax)) {
            throw network.refuse("output activation " + activation, "softmax");
        }
        if (!(loss instanceof LossMCXENT crossEntropy) || crossEntropy.getWeights() != null) {
            throw network.refuse("output loss " + loss, "unweighted cross-entropy (MCXENT, NEGATIVELOGLIKELIHOOD)");
        }
        long found = ((FeedForwardLayer) output).getNOut();
        if (found > 0 && found != classes) {
            throw network.refuse(found + " outputs", classes + ", one per class");
        }
    }
}
