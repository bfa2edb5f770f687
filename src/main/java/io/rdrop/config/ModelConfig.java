package io.rdrop.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The network.
 *
 * @param type where it comes from
 * @param hidden units of each hidden layer of an {@code mlp}
 * @param activation hidden activation of an {@code mlp}
 * @param dropout share of hidden units dropped, of an {@code mlp}
 * @param inputDropout share of inputs dropped, of an {@code mlp}
 * @param weightInit initial weights of an {@code mlp}
 * @param updater optimiser of an {@code mlp}
 * @param weightDecay of an {@code mlp}
 * @param gradientClip largest Euclidean norm of the whole gradient; null for no clipping
 * @param file DL4J configuration JSON or ModelSerializer zip, for {@code dl4j}
 */
public record ModelConfig(
        @Setting(
                value = "`mlp`: a multi-layer perceptron from the keys below. `dl4j`: any DL4J classification network"
                        + " from `model.file`.",
                byDefault = "mlp")
        ModelType type,

        @Setting(value = "mlp: units of each hidden layer.", byDefault = "[64, 64]")
        List<Integer> hidden,

        @Setting(
                value = "mlp: `relu`, `leaky-relu`, `elu`, `selu`, `gelu`, `swish`, `tanh`, `sigmoid` or `softplus`.",
                byDefault = "relu")
        Activation activation,

        @Setting(value = "mlp: share of each hidden layer's outputs that a pass drops, 0 <= p < 1.", byDefault = "0.1")
        double dropout,

        @Setting(value = "mlp: share of the inputs that a pass drops, 0 <= p < 1.", byDefault = "0")
        double inputDropout,

        @Setting(
                value = "mlp: `he-normal`, `he-uniform`, `xavier`, `xavier-uniform` or `lecun-normal`.",
                byDefault = "he-normal")
        WeightInitialiser weightInit,

        @Setting("mlp: the optimiser. (A `dl4j` network brings its own.)")
        UpdaterConfig updater,

        @Setting("mlp: two ways to keep weights small. (A `dl4j` network brings its own.)")
        WeightDecayConfig weightDecay,

        @Setting(
                value = "Scale the gradient down to this Euclidean norm where it is longer; `none` does not clip.",
                byDefault = "none")
        @Nullable
        Double gradientClip,

        @Setting(
                value = "dl4j: a MultiLayerNetwork or ComputationGraph as configuration JSON, or a ModelSerializer zip"
                        + " (its weights and optimiser state are the starting point).",
                byDefault = "none")
        @Nullable
        String file) {
    public ModelConfig {
        hidden = List.copyOf(hidden);
        for (int units : hidden) {
            Check.within("hidden", units, 1, 65_536);
        }
        Check.rate("dropout", dropout);
        Check.rate("input-dropout", inputDropout);
        if (gradientClip != null) {
            Check.positive("gradient-clip", gradientClip);
        }
        if (type == ModelType.DL4J && file == null) {
            throw new ConfigException("file is required for type dl4j (a configuration JSON or ModelSerializer zip)");
        }
        if (type == ModelType.DL4J && (weightDecay.l2() > 0 || weightDecay.decoupled() > 0)) {
            throw new ConfigException("weight-decay is only for type mlp (a dl4j network brings its own) but was "
                    + weightDecay.l2() + " (l2) and " + weightDecay.decoupled() + " (decoupled)");
        }
        if (type == ModelType.MLP && file != null) {
            throw new ConfigException("file is only for type dl4j but type is mlp and file was " + file);
        }
    }
}
