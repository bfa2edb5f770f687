package io.rdrop.engine.dl4j;

import io.rdrop.engine.dense.DenseNetwork;
import io.rdrop.engine.dense.NativeFloats;
import io.rdrop.engine.dense.Nonlinearity;
import io.rdrop.engine.dense.PlannedLayer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

/** Describes to the dense engine those of DL4J's networks that are dense layers and an output layer, and no more. */
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

    /** Null for one that is not known. */
    static @Nullable Nonlinearity nonlinearity(IActivation function) {
        return ACTIVATIONS.get(function);
    }

    /** The network as a description; empty if it, or its optimiser, is not of the kind that can be planned. */
    static Optional<DenseNetwork> compile(Network network) {
        // Whoever computes on a GPU means to.
        if (!(network.model() instanceof MultiLayerNetwork layers)
                || !Nd4j.getEnvironment().isCPU()
                || !layers.getLayerWiseConfigurations().getInputPreProcessors().isEmpty()
                || isTooLarge(layers.params())
                || isTooLarge(network.updater().getStateViewArray())) {
            return Optional.empty();
        }
        List<DenseNetwork.Layer> planned = new ArrayList<>();
        for (Layer layer : layers.getLayers()) {
            DenseNetwork.Layer next = layer(layer, planned.size() == layers.getnLayers() - 1);
            if (next == null) {
                return Optional.empty();
            }
            planned.add(next);
        }
        return OptimiserPlans.compile(network).map(blocks -> new DenseNetwork(planned, blocks, null));
    }

    private static boolean isTooLarge(@Nullable INDArray flat) {
        return flat != null && flat.length() > NativeFloats.MAX_LENGTH;
    }

    private static DenseNetwork.@Nullable Layer layer(Layer layer, boolean isLast) {
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
        return new DenseNetwork.Layer(
                Math.toIntExact(weights.size(0)),
                Math.toIntExact(weights.size(1)),
                bias != null,
                activation,
                dropout instanceof CounterDropout counted
                        ? new PlannedLayer.Dropout(counted.index(), counted::retain)
                        : null);
    }
}
