package io.rdrop.engine.dl4j;

import io.rdrop.config.ConfigException;
import io.rdrop.config.ModelType;
import io.rdrop.engine.Device;
import io.rdrop.engine.EngineProvider;
import io.rdrop.engine.Gpus;
import io.rdrop.engine.ModelSpec;
import io.rdrop.engine.Predictor;
import io.rdrop.engine.TrainableModel;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * The engine of every network that DL4J knows, on the device of the ND4J backend that this process loaded: of several
 * on the class path the GPU's, if it can run. What it finds to be dense layers alone it leaves to the dense engine.
 */
public final class Dl4jEngine implements EngineProvider {
    private static final String CUDA_BUILD =
            "take model.engine: torch on a GPU of compute capability 7.5 or more (docs/torch.md, Dockerfile.gpu),"
                    + " or the cuda build (./mvnw package -Pcuda) on one of compute capability 3.7 to 8.9";

    @Override
    public String name() {
        return "dl4j";
    }

    @Override
    public Optional<String> refusal(ModelSpec spec, Device.Kind kind) {
        if (spec.type() == ModelType.TRANSFORMER) {
            return Optional.of("has no Transformer");
        }
        return isThere() ? Optional.empty() : Optional.of("is not on the class path");
    }

    @Override
    public TrainableModel create(ModelSpec spec) {
        return Dl4jModels.create(Dl4jModels.standard(spec), spec);
    }

    @Override
    public Predictor open(ModelSpec spec, InputStream exported) throws IOException {
        try {
            return Dl4jModels.create(NetworkFile.zip("exported network", exported, spec.seed()), spec);
        } catch (ConfigException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public Gpus gpus() {
        return new Gpus(isThere() ? Dl4jDevices.gpus() : 0, false, CUDA_BUILD);
    }

    @Override
    public void use(Device device) {
        if (isThere()) {
            Dl4jDevices.use(device);
        }
    }

    private static boolean isThere() {
        try {
            Class.forName("org.nd4j.linalg.factory.Nd4j", false, Dl4jEngine.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
