package io.rdrop.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The network. */
public record ModelConfig(
        @Setting(
                value = "`mlp`: a multi-layer perceptron. `cnn`: convolutions and max-pooling over an image, then dense"
                        + " layers. `text-cnn`: word embeddings, a convolution over positions, their maximum. `lstm`: word"
                        + " embeddings and a long short-term memory. `transformer`: a Transformer encoder, sized by"
                        + " `transformer`, of libtorch. `dl4j`: any DL4J network from `model.file`. `auto`:"
                        + " `cnn` for images, `text-cnn` for sequences, else `mlp`.",
                byDefault = "auto")
        ModelType type,

        @Setting(
                value =
                        "Units of each hidden dense layer; of `cnn`, `text-cnn`, `lstm` and `transformer` (where `[]` is the"
                                + " default) those after the features.",
                byDefault = "[64, 64]")
        List<Integer> hidden,

        @Setting(
                value =
                        "cnn: filters of each convolution, each of which is followed by 2 x 2 max-pooling. text-cnn: filters"
                                + " of its one convolution. `[]` is [8, 16] and [64].",
                byDefault = "[]")
        List<Integer> filters,

        @Setting(
                value =
                        "cnn: height and width of a convolution, in pixels; text-cnn: its length, in words. `none` is 5 and 3.",
                byDefault = "none")
        @Nullable
        Integer kernel,

        @Setting(value = "text-cnn, lstm: numbers per word.", byDefault = "32")
        int embedding,

        @Setting(value = "lstm: units.", byDefault = "64") int recurrentUnits,

        @Setting(
                value =
                        "Hidden activation: `relu`, `leaky-relu`, `elu`, `selu`, `gelu`, `swish`, `tanh`, `sigmoid` or `softplus`.",
                byDefault = "relu")
        Activation activation,

        @Setting(value = "Share of each hidden layer's outputs that a pass drops, 0 <= p < 1.", byDefault = "0.1")
        double dropout,

        @Setting(
                value = "Share of the inputs (of embeddings: of their numbers) that a pass drops, 0 <= p < 1.",
                byDefault = "0")
        double inputDropout,

        @Setting(
                value = "Initial weights: `he-normal`, `he-uniform`, `xavier`, `xavier-uniform` or `lecun-normal`.",
                byDefault = "he-normal")
        WeightInitialiser weightInit,

        @Setting("The optimiser. (A `dl4j` network brings its own.)")
        UpdaterConfig updater,

        @Setting("Two ways to keep weights small. (A `dl4j` network brings its own.)")
        WeightDecayConfig weightDecay,

        @Setting(
                value =
                        "Scale the gradient down to this Euclidean norm where it is longer; `none` leaves it to `model.guard`.",
                byDefault = "none")
        @Nullable
        Double gradientClip,

        @Setting(
                value = "dl4j: a MultiLayerNetwork or ComputationGraph as configuration JSON, or a ModelSerializer zip"
                        + " (its weights and optimiser state are the starting point).",
                byDefault = "none")
        @Nullable
        String file,

        @Setting(
                value =
                        "What computes the steps: `auto` is the planned step for dense and convolutional networks, which is"
                                + " many times faster, and DL4J's own for all others; `dl4j` is always DL4J's own; `torch` is libtorch's, on the CPU"
                                + " and on GPUs (docs/torch.md). Same model, same snapshots;"
                                + " float32 rounds differently. `row`: the pool's own network with R-Drop, alone, learned one by one;"
                                + " nothing else can then be set here (docs/pool.md). It is what `learner: single` takes by itself.",
                byDefault = "auto")
        ModelEngine engine,

        @Setting(
                value =
                        "With libtorch: `float32`, or `bf16`, which takes products of matrices and convolutions in bfloat16;"
                                + " parameters, sums and the optimiser's state stay float32. Fast on GPUs from Ampere on, slow"
                                + " elsewhere (docs/torch.md).",
                byDefault = "float32")
        Precision precision,

        @Setting(
                value =
                        "Watch over the model's updates: gradients far longer than this model's usual are shortened (unless"
                                + " `model.gradient-clip` sets a norm), and a model that diverges is taken back to its last good"
                                + " state and goes on with a tenth of the learning rate (docs/reliability.md).",
                byDefault = "true")
        boolean guard) {
    private static final List<Integer> CONVOLUTIONS = List.of(8, 16);
    private static final int CONVOLUTION_KERNEL = 5;

    public ModelConfig {
        hidden = List.copyOf(hidden);
        for (int units : hidden) {
            Check.within("hidden", units, 1, 65_536);
        }
        filters = List.copyOf(filters);
        for (int count : filters) {
            Check.within("filters", count, 1, 4096);
        }
        if (kernel != null) {
            Check.within("kernel", kernel, 1, 64);
        }
        Check.within("embedding", embedding, 1, 4096);
        Check.within("recurrent-units", recurrentUnits, 1, 4096);
        Check.rate("dropout", dropout);
        Check.rate("input-dropout", inputDropout);
        if (gradientClip != null) {
            Check.positive("gradient-clip", gradientClip);
        }
        if (type == ModelType.DL4J && file == null) {
            throw new ConfigException("file is required for type dl4j (a configuration JSON or ModelSerializer zip)");
        }
        if (type == ModelType.DL4J && (weightDecay.l2() > 0 || weightDecay.decoupled() > 0)) {
            throw new ConfigException("weight-decay is not for type dl4j (such a network brings its own) but was "
                    + weightDecay.l2() + " (l2) and " + weightDecay.decoupled() + " (decoupled)");
        }
        if (type != ModelType.DL4J && file != null) {
            throw new ConfigException("file is only for type dl4j but type is " + ConfigBinder.kebab(type.name())
                    + " and file was " + file);
        }
    }

    /** Filters of each convolution of a {@code cnn}. */
    public List<Integer> convolutions() {
        return filters.isEmpty() ? CONVOLUTIONS : filters;
    }

    /** Rows and columns that a filter of a {@code cnn} sees. */
    public int convolutionKernel() {
        return kernel == null ? CONVOLUTION_KERNEL : kernel;
    }
}
