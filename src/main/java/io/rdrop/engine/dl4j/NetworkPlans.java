package io.rdrop.engine.dl4j;

import io.rdrop.engine.dense.NativeFloats;
import io.rdrop.engine.dense.Nonlinearity;
import io.rdrop.engine.dense.PlannedLayer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.FloatPointer;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationGELU;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSELU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftPlus;
import org.nd4j.linalg.activations.impl.ActivationSwish;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Compiles DL4J networks into planned ones, over the same memory: MultiLayerNetworks of dense layers and an output layer, with or
 * without dropout and biases, and with nothing else.
 */
final class NetworkPlans {
    private static final Map<IActivation, Nonlinearity> ACTIVATIONS = Map.of(
            new ActivationIdentity(), Nonlinearity.IDENTITY,
            new ActivationReLU(), Nonlinearity.RELU,
            new ActivationLReLU(), Nonlinearity.LEAKY_RELU,
            new ActivationELU(), Nonlinearity.ELU,
            new ActivationSELU(), Nonlinearity.SELU,
            new ActivationGELU(), Nonlinearity.GELU,
            new ActivationSwish(), Nonlinearity.SWISH,
            new ActivationTanH(), Nonlinearity.TANH,
            new ActivationSigmoid(), Nonlinearity.SIGMOID,
            new ActivationSoftPlus(), Nonlinearity.SOFTPLUS);

    private NetworkPlans() {}

    /** The layers as a plan sees them; empty if the network is not of the kind that can be planned. */
    static Optional<List<PlannedLayer>> compile(Network network) {
        // Elsewhere (on a GPU) the parameters are not in memory that this process can read.
        if (!(network.model() instanceof MultiLayerNetwork layers)
                || !Nd4j.getEnvironment().isCPU()
                || layers.numParams() > NativeFloats.MAX_LENGTH
                || !layers.getLayerWiseConfigurations().getInputPreProcessors().isEmpty()) {
            return Optional.empty();
        }
        if (layers.getGradientsViewArray() == null) {
            layers.initGradientsView();
        }
        NativeFloats parameters = memory(layers.params());
        NativeFloats gradient = memory(layers.getGradientsViewArray());
        List<PlannedLayer> planned = new ArrayList<>();
        int from = 0;
        for (Layer layer : layers.getLayers()) {
            boolean isLast = planned.size() == layers.getnLayers() - 1;
            PlannedLayer next = layer(layer, isLast, parameters, gradient, from);
            if (next == null) {
                return Optional.empty();
            }
            planned.add(next);
            from += (int) layer.numParams();
        }
        return Optional.of(planned);
    }

    /** A flattened array, as it lies in memory. */
    static NativeFloats memory(INDArray flat) {
        return NativeFloats.view(new FloatPointer(flat.data().addressPointer()), flat.length());
    }

    private static @Nullable PlannedLayer layer(
            Layer layer, boolean isLast, NativeFloats parameters, NativeFloats gradient, int from) {
        if (!(layer.conf().getLayer() instanceof BaseLayer configuration)
                || configuration.getClass() != (isLast ? OutputLayer.class : DenseLayer.class)
                || configuration.getWeightNoise() != null) {
            return null;
        }
        Map<String, INDArray> table = layer.paramTable(false);
        INDArray weights = table.get(DefaultParamInitializer.WEIGHT_KEY);
        INDArray bias = table.get(DefaultParamInitializer.BIAS_KEY);
        Nonlinearity activation = isLast ? Nonlinearity.IDENTITY : ACTIVATIONS.get(configuration.getActivationFn());
        IDropout dropout = configuration.getIDropout();
        // Any other parameter (the gain of layer normalisation) is of something that a plan does not know.
        if (weights == null
                || table.size() != (bias == null ? 1 : 2)
                || weights.ordering() != 'f'
                || activation == null
                || !(dropout == null || dropout instanceof CounterDropout)) {
            return null;
        }
        int inputs = Math.toIntExact(weights.size(0));
        int units = Math.toIntExact(weights.size(1));
        int afterWeights = from + inputs * units;
        return new PlannedLayer(
                inputs,
                units,
                parameters.part(from, inputs * units),
                bias == null ? null : parameters.part(afterWeights, units),
                gradient.part(from, inputs * units),
                bias == null ? null : gradient.part(afterWeights, units),
                activation,
                dropout instanceof CounterDropout counted
                        ? new PlannedLayer.Dropout(counted.index(), counted::retain)
                        : null);
    }
}
