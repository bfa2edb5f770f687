package io.rdrop.engine.torch;

import io.rdrop.config.ConfigException;
import io.rdrop.engine.Device;
import java.util.Optional;
import org.bytedeco.pytorch.Context;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** The library of this process: whether it loads, what it may use, and how exactly it computes. */
public final class Libtorch {
    /** Why it cannot be used; null if it can. */
    private static final Optional<String> FAILURE = load();

    private Libtorch() {}

    /** One thread per task slot: two busy slots would fight for cores, and another number adds in another order. */
    private static Optional<String> load() {
        try {
            torch.set_num_threads(1);
            Context context = torch.globalContext();
            // Its convolutions and LSTMs are wrong on some processors (docs/decisions/0052).
            context.setUserEnabledMkldnn(false);
            // What has no deterministic kernel on a GPU warns and goes on: a warning is better than a job that stops.
            context.setDeterministicAlgorithms(true, true);
            context.setDeterministicCuDNN(true);
            context.setBenchmarkCuDNN(false);
            context.setAllowTF32CuBLAS(false);
            context.setAllowTF32CuDNN(false);
            return Optional.empty();
        } catch (LinkageError | RuntimeException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** Why libtorch cannot be used here; empty if it can. */
    static Optional<String> failure() {
        return FAILURE;
    }

    /**
     * GPUs that it can really use; 0 with the CPU's jars, and with the GPU's where a library of CUDA is missing, which
     * libtorch itself passes over in silence.
     */
    static int gpus() {
        return FAILURE.isEmpty() && torch.cuda_is_available() ? torch.cuda_device_count() : 0;
    }

    /**
     * Refuses to train somewhere else than where it was told to.
     *
     * @param memory what the model keeps
     */
    static void checkIsOn(Device device, Tensor memory) {
        if (memory.is_cuda() != (device.kind() == Device.Kind.GPU)) {
            throw new ConfigException("the model was to train on " + device.label() + " but libtorch put it on "
                    + memory.device().str().getString());
        }
    }
}
