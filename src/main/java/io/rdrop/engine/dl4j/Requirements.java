package io.rdrop.engine.dl4j;

import io.rdrop.engine.InputShape;
import io.rdrop.engine.Shapes;
import io.rdrop.tensor.TensorBatch;
import java.util.Arrays;
import java.util.OptionalLong;
import org.deeplearning4j.nn.api.OptimizationAlgorithm;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossL2;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** What a network must be to be trained here: a float32 classifier or regressor of the right size, trained by steps. */
record Requirements(StandardNetwork network, Shapes shapes) {
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
        if (found.isPresent() && found.getAsLong() != shapes.inputs()) {
            throw network.refuse(found.getAsLong() + " inputs", shapes.inputs() + ", the width of an encoded example");
        }
    }

    /** Puts one row through, of zeros or the largest token number: only the built network knows all its sizes. */
    void checkBuilt(Network built) {
        boolean[] mask = new boolean[shapes.inputs()];
        Arrays.fill(mask, true);
        TensorBatch example = new TensorBatch(1, shapes.inputs(), new float[shapes.inputs()], mask, new double[1]);
        if (shapes.input() instanceof InputShape.Tokens tokens) {
            Arrays.fill(example.inputs(), tokens.vocabulary() - 1);
        }
        try (InputRows row = new InputRows(1, shapes)) {
            row.fill(example);
            try (INDArray predicted = built.predict(row.inputs(), row.mask())) {
                long[] shape = predicted.shape();
                if (!Arrays.equals(shape, new long[] {1, shapes.outputs()})) {
                    throw network.refuse(
                            "output of shape " + Arrays.toString(shape) + " for one example",
                            "[1, " + shapes.outputs() + "], one "
                                    + (shapes.isClassifier() ? "probability per class" : "number per target"));
                }
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
                    "output layer " + output.getClass().getSimpleName(),
                    "OutputLayer or LossLayer with " + activationName());
        }
        if (shapes.isClassifier()) {
            checkClassifier(activation, loss);
        } else {
            checkRegressor(activation, loss);
        }
        long found = ((FeedForwardLayer) output).getNOut();
        if (found > 0 && found != shapes.outputs()) {
            throw network.refuse(
                    found + " outputs", shapes.outputs() + ", one per " + (shapes.isClassifier() ? "class" : "target"));
        }
    }

    private void checkClassifier(IActivation activation, ILossFunction loss) {
        if (!(activation instanceof ActivationSoftmax)) {
            throw network.refuse("output activation " + activation, activationName());
        }
        if (!(loss instanceof LossMCXENT crossEntropy) || crossEntropy.getWeights() != null) {
            throw network.refuse("output loss " + loss, "unweighted cross-entropy (MCXENT, NEGATIVELOGLIKELIHOOD)");
        }
    }

    private void checkRegressor(IActivation activation, ILossFunction loss) {
        if (!(activation instanceof ActivationIdentity)) {
            throw network.refuse("output activation " + activation, activationName());
        }
        // LossMSE is an L2, and with one output the same.
        if (!(loss instanceof LossL2 squares) || squares.getWeights() != null) {
            throw network.refuse("output loss " + loss, "unweighted squared error (MSE, L2)");
        }
    }

    private String activationName() {
        return shapes.isClassifier() ? "softmax" : "identity";
    }
}
