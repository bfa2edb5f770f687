package io.rdrop.engine;

import io.rdrop.config.ConfigException;
import io.rdrop.config.DeviceChoice;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which device a subtask trains on, and the warning that goes with it; null for none. */
public record Placement(Device device, @Nullable String warning) {
    private static final String CUDA_BUILD =
            "use the cuda build (./mvnw package -Pcuda, Dockerfile.gpu) on a GPU of compute capability 3.7 to 8.9";

    /**
     * Chooses; of several GPUs by the number of the subtask.
     *
     * @param handedOut indices of the GPUs that the cluster hands out to this process; empty if it hands out none
     * @param engineGpus GPUs that the engine can use; 0 if it computes on the CPU
     * @throws ConfigException if what is asked for is not there
     */
    public static Placement choose(DeviceChoice choice, Collection<Integer> handedOut, int engineGpus, int subtask) {
        List<Integer> gpus = handedOut.stream().sorted().toList();
        return engineGpus == 0 ? onCpuEngine(choice, gpus) : onGpuEngine(choice, gpus, engineGpus, subtask);
    }

    private static Placement onCpuEngine(DeviceChoice choice, List<Integer> gpus) {
        String offer = gpus.isEmpty() ? "the cluster hands out none" : "the cluster hands out GPU " + gpus;
        return switch (choice) {
            case CPU -> new Placement(Device.CPU, null);
            case AUTO ->
                new Placement(
                        Device.CPU,
                        "device is auto and there is no GPU to train on: " + offer
                                + ", and the engine computes on the CPU. Training goes on there; for a GPU "
                                + CUDA_BUILD);
            case GPU ->
                throw new ConfigException("device is gpu but there is no GPU to train on: " + offer
                        + ", and the engine computes on the CPU. Either " + CUDA_BUILD + ", or set device: cpu");
        };
    }

    private static Placement onGpuEngine(DeviceChoice choice, List<Integer> gpus, int engineGpus, int subtask) {
        if (choice == DeviceChoice.CPU) {
            throw new ConfigException(
                    "device is cpu but the engine of this process computes on the GPU. Set device: auto or gpu,"
                            + " or start the process with BACKEND_PRIORITY_GPU=-1 in its environment");
        }
        if (gpus.isEmpty()) {
            return new Placement(
                    Device.gpu(subtask % engineGpus),
                    "the cluster hands out no GPU (external-resources: gpu), but the engine sees " + engineGpus
                            + " and uses them; another process may use the same ones");
        }
        int index = gpus.get(subtask % gpus.size());
        if (index >= engineGpus) {
            throw new ConfigException("the cluster hands out GPU " + index + " but the engine sees only " + engineGpus
                    + " (0.." + (engineGpus - 1) + "); does CUDA_VISIBLE_DEVICES hide some?");
        }
        return new Placement(Device.gpu(index), null);
    }
}
