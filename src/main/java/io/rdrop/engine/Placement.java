package io.rdrop.engine;

import io.rdrop.config.ConfigException;
import io.rdrop.config.DeviceChoice;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which device a subtask trains on, and the warning that goes with it; null for none. */
public record Placement(Device device, @Nullable String warning) {
    /**
     * Chooses; of several GPUs by the number of the subtask.
     *
     * @param handedOut indices of the GPUs that the cluster hands out to this process; empty if it hands out none
     * @param gpus of the engine
     * @throws ConfigException if what is asked for is not there
     */
    public static Placement choose(DeviceChoice choice, Collection<Integer> handedOut, Gpus gpus, int subtask) {
        List<Integer> offered = handedOut.stream().sorted().toList();
        return gpus.count() == 0
                ? onCpuEngine(choice, offered, gpus.advice())
                : onGpuEngine(choice, offered, gpus, subtask);
    }

    private static Placement onCpuEngine(DeviceChoice choice, List<Integer> gpus, String advice) {
        String offer = gpus.isEmpty() ? "the cluster hands out none" : "the cluster hands out GPU " + gpus;
        return switch (choice) {
            case CPU -> new Placement(Device.CPU, null);
            case AUTO ->
                new Placement(
                        Device.CPU,
                        "device is auto and there is no GPU to train on: " + offer
                                + ", and the engine computes on the CPU. Training goes on there; for a GPU "
                                + advice);
            case GPU ->
                throw new ConfigException("device is gpu but there is no GPU to train on: " + offer
                        + ", and the engine computes on the CPU. Either " + advice + ", or set device: cpu");
        };
    }

    private static Placement onGpuEngine(DeviceChoice choice, List<Integer> gpus, Gpus engine, int subtask) {
        int engineGpus = engine.count();
        if (choice == DeviceChoice.CPU && engine.areOptional()) {
            return new Placement(Device.CPU, null);
        }
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
