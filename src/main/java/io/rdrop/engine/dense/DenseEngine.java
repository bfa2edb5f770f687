package io.rdrop.engine.dense;

import io.rdrop.config.ConfigException;
import io.rdrop.config.ModelType;
import io.rdrop.engine.Device;
import io.rdrop.engine.DropoutCounter;
import io.rdrop.engine.EngineProvider;
import io.rdrop.engine.ModelSpec;
import io.rdrop.engine.Predictor;
import io.rdrop.engine.RDropUpdate;
import io.rdrop.engine.TrainableModel;
import io.rdrop.engine.dense.ModelState.Identity;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceLoader;

/** The engine of dense and convolutional networks: the planned step, in memory of its own. */
public final class DenseEngine implements EngineProvider {
    @Override
    public String name() {
        return "dense";
    }

    @Override
    public Optional<String> refusal(ModelSpec spec, Device.Kind kind) {
        if (spec.type() != ModelType.MLP && spec.type() != ModelType.CNN) {
            return Optional.of("computes model.type mlp and cnn and not "
                    + spec.type().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        }
        if (kind != Device.Kind.CPU) {
            return Optional.of("computes on the CPU and this process on a GPU");
        }
        if (spec.type() == ModelType.CNN && spec.model().inputDropout() > 0) {
            return Optional.of("computes convolutions once for all passes and not with model.input-dropout");
        }
        if (spec.type() == ModelType.CNN
                && !Nonlinearity.valueOf(spec.model().activation().name()).neverFalls()) {
            return Optional.of("pools before the activation, which must never fall, as that of model.activation "
                    + spec.model().activation().name().toLowerCase(Locale.ROOT) + " does");
        }
        DenseNetwork network = DenseNetwork.of(spec);
        long largest = Math.max(
                Math.max(network.parameters(), network.optimiserState()),
                network.convolutions().stream()
                        .mapToLong(convolved -> convolved.of().scratch())
                        .max()
                        .orElse(0));
        return largest <= NativeFloats.MAX_LENGTH
                ? Optional.empty()
                : Optional.of("holds arrays of up to " + NativeFloats.MAX_LENGTH + " values and not " + largest);
    }

    @Override
    public TrainableModel create(ModelSpec spec) {
        return model(spec);
    }

    @Override
    public Predictor open(ModelSpec spec, InputStream exported) throws IOException {
        DenseModel model = model(spec);
        try {
            model.start(StandardZip.parameters(exported, model.parameters()));
            return model;
        } catch (IOException | RuntimeException e) {
            model.close();
            throw e;
        }
    }

    private static DenseModel model(ModelSpec spec) {
        DenseOrigin origin = ServiceLoader.load(DenseOrigin.Provider.class, DenseEngine.class.getClassLoader())
                .findFirst()
                .orElseThrow(() -> new ConfigException("no engine on the class path gives such networks their weights"))
                .of(spec);
        DenseNetwork network = DenseNetwork.of(spec);
        boolean drops = network.layers().stream().anyMatch(layer -> layer.dropout() != null);
        RDropUpdate.checkDropout("model", spec.rDrop(), drops, drops);
        Identity identity = new Identity(null, DenseNetwork.identity(spec));
        return new DenseModel(network, DropoutCounter.of(spec), spec, identity, origin);
    }
}
