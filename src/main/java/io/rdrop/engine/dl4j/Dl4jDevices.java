package io.rdrop.engine.dl4j;

import io.rdrop.engine.Device;
import org.nd4j.common.config.ND4JClassLoading;
import org.nd4j.linalg.factory.Nd4j;

/** The devices of the ND4J backend that this process loaded: of several on the class path the GPU's, if it can run. */
final class Dl4jDevices {
    // ND4J looks for its backend in the thread's class loader, which may be anybody's, and remembers a failure for
    // ever.
    static {
        ND4JClassLoading.setNd4jClassloaderFromClass(Nd4j.class);
    }

    private Dl4jDevices() {}

    /** GPUs that networks can train on; 0 if the backend is the CPU's. */
    static int gpus() {
        return Nd4j.getEnvironment().isCPU() ? 0 : Nd4j.getAffinityManager().getNumberOfDevices();
    }

    /** Lets the calling thread allocate and compute on a device from here on; what it made elsewhere stays there. */
    static void use(Device device) {
        if (device.kind() == Device.Kind.GPU) {
            Nd4j.getAffinityManager().unsafeSetDevice(device.index());
        }
    }
}
