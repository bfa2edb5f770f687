package io.rdrop.engine.dl4j;

import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.config.ModelConfig;
import io.rdrop.config.ModelType;
import io.rdrop.config.PaddingMode;
import io.rdrop.config.RDropConfig;
import io.rdrop.engine.InputShape;
import io.rdrop.engine.OutputShape;
import io.rdrop.engine.Predictor;
import io.rdrop.engine.TrainableModel;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Makes the networks that DL4J trains and runs. */
public final class Dl4jModels {
    /** The file that {@link TrainableModel#export} writes. */
    public static final String EXPORT = "model.zip";

    private Dl4jModels() {}

    /**
     * A new network, ready to be trained; the caller closes it.
     *
     * @param config its network, objective and seed
     * @param input what an encoded example is
     * @param output what is predicted
     * @throws ConfigException if the file cannot be read, the network is not one of these shapes, or it has no dropout although
     *     alpha is positive
     */
    public static TrainableModel create(JobConfig config, InputShape input, OutputShape output) {
        return create(
                config.networkType(), config.model(), config.rDrop(), config.seed(), shapes(config, input, output));
    }

    /**
     * A network that was trained under a configuration; the caller closes it.
     *
     * @param zip what {@link TrainableModel#export} wrote
     * @param input what an encoded example is
     * @param output what is predicted
     * @throws ConfigException naming {@value #EXPORT}, if it holds no network of these shapes and its weights
     */
    public static Predictor open(JobConfig config, byte[] zip, InputShape input, OutputShape output) {
        StandardNetwork standard = NetworkFile.read(EXPORT, zip, config.seed());
        if (standard.parameters() == null) {
            throw new ConfigException(EXPORT + " holds no float32 weights");
        }
        return build(
                standard,
                config.networkType(),
                config.model(),
                config.rDrop(),
                config.seed(),
                shapes(config, input, output));
    }

    private static Shapes shapes(JobConfig config, InputShape input, OutputShape output) {
        boolean masked = input instanceof InputShape.Tokens && config.text().padding() != PaddingMode.VISIBLE;
        return new Shapes(input, output, masked);
    }

    static TrainableModel create(ModelType type, ModelConfig model, RDropConfig rDrop, long seed, Shapes shapes) {
        LayerSettings settings = new LayerSettings(model, seed, shapes.output());
        StandardNetwork standard =
                switch (type) {
                    case MLP -> Mlp.network(settings, shapes.inputs());
                    case CNN -> Cnn.network(settings, (InputShape.Image) shapes.input());
                    case TEXT_CNN -> TextCnn.network(settings, (InputShape.Tokens) shapes.input());
                    case LSTM -> Lstm.network(settings, (InputShape.Tokens) shapes.input());
                    case DL4J -> NetworkFile.read(Path.of(Objects.requireNonNull(model.file())), seed);
                    case AUTO -> throw new IllegalArgumentException("type must be resolved but was auto");
                };
        return build(standard, type, model, rDrop, seed, shapes);
    }

    private static TrainableModel build(
            StandardNetwork standard, ModelType type, ModelConfig model, RDropConfig rDrop, long seed, Shapes shapes) {
        Requirements requirements = new Requirements(standard, shapes);
        requirements.checkDefinition();
        Training training = new Training(standard, rDrop, seed, shapes.output());
        Network network;
        try {
            network = training.definition().build();
        } catch (RuntimeException e) {
            throw standard.refuse("cannot be built", e);
        }
        try {
            start(standard, "parameters", standard.parameters(), network.model().params());
            start(
                    standard,
                    "optimiser state",
                    standard.updaterState(),
                    network.updater().getStateViewArray());
            requirements.checkBuilt(network);
            boolean isBag = type == ModelType.MLP && shapes.input() instanceof InputShape.Bag;
            return new Dl4jModel(
                    standard.definition(),
                    network,
                    training.counter(),
                    Engine.of(model.engine(), isBag, network, training, rDrop, shapes),
                    rDrop,
                    model.gradientClip(),
                    shapes);
        } catch (ConfigException e) {
            network.close();
            throw e;
        } catch (RuntimeException e) {
            network.close();
            throw standard.refuse(
                    "does not take one example of shape [1, " + shapes.inputs() + "]"
                            + (shapes.masked() ? " with a mask of padding (text.padding: visible gives none)" : ""),
                    e);
        }
    }

    private static void start(StandardNetwork standard, String what, float @Nullable [] from, @Nullable INDArray into) {
        if (from == null) {
            return;
        }
        long needed = into == null ? 0 : into.length();
        if (into == null || from.length != needed) {
            throw standard.refuse(from.length + " values of " + what, Long.toString(needed));
        }
        HostFloats.of(into).put(0, from, from.length);
    }
}
