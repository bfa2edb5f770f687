package io.rdrop.engine.dl4j;

import io.rdrop.config.ConfigException;
import io.rdrop.config.ModelEngine;
import io.rdrop.config.ModelType;
import io.rdrop.engine.InputShape;
import io.rdrop.engine.ModelSpec;
import io.rdrop.engine.Shapes;
import io.rdrop.engine.TrainableModel;
import io.rdrop.engine.dense.DenseModel;
import io.rdrop.engine.dense.DenseNetwork;
import io.rdrop.engine.dense.DenseOrigin;
import io.rdrop.engine.dense.ModelState.Identity;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Makes networks of DL4J's configurations: models that DL4J trains, or origins of those of the dense engine. */
final class Dl4jModels {
    private Dl4jModels() {}

    /** The network of the configuration, as an ordinary one. */
    static StandardNetwork standard(ModelSpec spec) {
        Shapes shapes = spec.shapes();
        LayerSettings settings = new LayerSettings(spec.model(), spec.seed(), shapes.output());
        return switch (spec.type()) {
            case MLP -> settings.mlp(shapes.inputs());
            case CNN -> Cnn.network(settings, (InputShape.Image) shapes.input());
            case TEXT_CNN -> TokenNetworks.textCnn(settings, (InputShape.Tokens) shapes.input());
            case LSTM -> TokenNetworks.lstm(settings, (InputShape.Tokens) shapes.input());
            case DL4J ->
                NetworkFile.read(Path.of(Objects.requireNonNull(spec.model().file())), spec.seed());
            case AUTO, TRANSFORMER -> throw new IllegalArgumentException("no network of type " + spec.type());
        };
    }

    /**
     * A model, ready to be trained; the caller closes it.
     *
     * @throws ConfigException if the network is not one of these shapes, or it has no dropout although alpha is
     *     positive
     */
    static TrainableModel create(StandardNetwork standard, ModelSpec spec) {
        Shapes shapes = spec.shapes();
        Requirements requirements = new Requirements(standard, shapes);
        requirements.checkDefinition();
        Training training = new Training(standard, spec);
        Network network = build(standard, training);
        try {
            requirements.checkBuilt(network);
            Identity identity = new Identity(
                    Fingerprint.of(standard.definition()),
                    spec.type() == ModelType.MLP || spec.type() == ModelType.CNN ? DenseNetwork.identity(spec) : null);
            Optional<DenseNetwork> planned =
                    spec.model().engine() == ModelEngine.AUTO ? NetworkPlans.compile(network) : Optional.empty();
            if (planned.isEmpty()) {
                return new Dl4jModel(standard.definition(), identity, network, training, spec);
            }
            DenseOrigin origin = new Dl4jOrigin(() -> standard, spec);
            network.close();
            return new DenseModel(planned.get(), training.counter(), spec, identity, origin);
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

    /** The network in training, with the numbers that it starts from; the caller closes it. */
    static Network build(StandardNetwork standard, Training training) {
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
            return network;
        } catch (ConfigException e) {
            network.close();
            throw e;
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
