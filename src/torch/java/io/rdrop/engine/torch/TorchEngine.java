package io.rdrop.engine.torch;

import io.rdrop.config.ConfigException;
import io.rdrop.config.ModelConfig;
import io.rdrop.config.ModelType;
import io.rdrop.config.RDropConfig;
import io.rdrop.engine.Device;
import io.rdrop.engine.EngineProvider;
import io.rdrop.engine.Gpus;
import io.rdrop.engine.ModelSpec;
import io.rdrop.engine.Predictor;
import io.rdrop.engine.SequenceModel;
import io.rdrop.engine.SequenceSettings;
import io.rdrop.engine.TrainableModel;
import io.rdrop.engine.dense.DenseNetwork;
import io.rdrop.engine.dense.DenseOrigin;
import io.rdrop.engine.dense.ModelState.Identity;
import io.rdrop.engine.dense.StandardZip;
import io.rdrop.engine.torch.sequence.TokenNetwork;
import io.rdrop.engine.torch.sequence.TranslationNetwork;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;

/**
 * The engine of libtorch: the networks of the configuration on the CPU, or on a GPU of the thread. Asked only where
 * {@code model.engine} names it.
 */
public final class TorchEngine implements EngineProvider {
    private static final String ADVICE = "use libtorch's CUDA build (./mvnw package -Ptorch-cuda) with cuBLAS, cuDNN,"
            + " cuSPARSE, cuSOLVER and NCCL of CUDA 13 on the library path (docs/torch.md): without one of them libtorch"
            + " sees no GPU";

    private static final Set<ModelType> TYPES =
            Set.of(ModelType.MLP, ModelType.CNN, ModelType.LSTM, ModelType.TRANSFORMER);

    private static final ThreadLocal<Device> DEVICE = ThreadLocal.withInitial(() -> Device.CPU);

    @Override
    public String name() {
        return "torch";
    }

    @Override
    public boolean isAskedUnnamed() {
        return false;
    }

    @Override
    public Optional<String> refusal(ModelSpec spec, Device.Kind kind) {
        return Libtorch.failure()
                .map(why -> "cannot load libtorch: " + why)
                .or(() -> TYPES.contains(spec.type())
                        ? Optional.empty()
                        : Optional.of("computes model.type mlp, cnn, lstm and transformer and not "
                                + spec.type().name().toLowerCase(Locale.ROOT).replace('_', '-')));
    }

    @Override
    public TrainableModel create(ModelSpec spec) {
        return model(spec);
    }

    @Override
    public Predictor open(ModelSpec spec, InputStream exported) throws IOException {
        TorchModel model = model(spec);
        try {
            model.start(StandardZip.parameters(exported, model.parameters()));
            return model;
        } catch (IOException | RuntimeException e) {
            model.close();
            throw e;
        }
    }

    @Override
    public SequenceModel.Translator translator(
            SequenceSettings settings, ModelConfig model, RDropConfig rDrop, long seed) {
        Libtorch.failure().ifPresent(why -> {
            throw new ConfigException("torch cannot load libtorch: " + why);
        });
        return TranslationNetwork.of(settings, model, rDrop, seed, Place.of(DEVICE.get(), model.precision()));
    }

    @Override
    public SequenceModel.Tagger tagger(SequenceSettings settings, ModelConfig model, RDropConfig rDrop, long seed) {
        Libtorch.failure().ifPresent(why -> {
            throw new ConfigException("torch cannot load libtorch: " + why);
        });
        return TokenNetwork.tagger(settings, model, rDrop, seed, Place.of(DEVICE.get(), model.precision()));
    }

    @Override
    public SequenceModel.LanguageModel languageModel(
            SequenceSettings settings, ModelConfig model, RDropConfig rDrop, long seed) {
        Libtorch.failure().ifPresent(why -> {
            throw new ConfigException("torch cannot load libtorch: " + why);
        });
        return TokenNetwork.languageModel(settings, model, rDrop, seed, Place.of(DEVICE.get(), model.precision()));
    }

    @Override
    public Gpus gpus() {
        return new Gpus(Libtorch.gpus(), true, ADVICE);
    }

    @Override
    public void use(Device device) {
        DEVICE.set(device);
    }

    private static TorchModel model(ModelSpec spec) {
        Place place = Place.of(DEVICE.get(), spec.model().precision());
        return spec.type() == ModelType.TRANSFORMER
                ? transformer(spec, place)
                : new TorchModel(spec, place, TorchNetwork.of(spec, place), origin(spec), identity(spec));
    }

    /** A Transformer, of float64 for tests of gradients. */
    static TorchModel transformer(ModelSpec spec, Place place) {
        TorchNetwork network = TorchNetwork.of(spec, place);
        DrawnOrigin origin = new DrawnOrigin(spec, network.parameters());
        return new TorchModel(spec, place, network, origin, new Identity(null, origin.fingerprint()));
    }

    private static DenseOrigin origin(ModelSpec spec) {
        return ServiceLoader.load(DenseOrigin.Provider.class, DenseOrigin.class.getClassLoader())
                .findFirst()
                .orElseThrow(() -> new ConfigException("no engine on the class path gives networks their weights"))
                .of(spec);
    }

    private static Identity identity(ModelSpec spec) {
        return spec.type() == ModelType.MLP || spec.type() == ModelType.CNN
                ? new Identity(null, DenseNetwork.identity(spec))
                : new Identity(origin(spec).fingerprint(), null);
    }
}
