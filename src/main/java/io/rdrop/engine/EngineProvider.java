package io.rdrop.engine;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** An engine. {@link Engines} finds it by {@link java.util.ServiceLoader} and prefers the one that is listed first. */
public interface EngineProvider {
    /** As {@code model.engine} names it. */
    String name();

    /** Why it cannot make such a model here, as the end of a sentence that begins with its name; empty if it can. */
    Optional<String> refusal(ModelSpec spec, Device.Kind kind);

    /**
     * A new model; the caller closes it.
     *
     * @throws io.rdrop.config.ConfigException if its settings contradict each other, or its file is not usable
     */
    TrainableModel create(ModelSpec spec);

    /**
     * A model that was exported, to predict with; the caller closes it.
     *
     * @param spec what it was made from
     * @param exported what {@link TrainableModel#export} wrote; stays open
     * @throws IOException if it is damaged, or of another network
     */
    Predictor open(ModelSpec spec, InputStream exported) throws IOException;

    /** GPUs that its networks can train on; 0 if it computes on the CPU. */
    default int gpus() {
        return 0;
    }

    /** Lets the calling thread allocate and compute on a device from here on; what it made elsewhere stays there. */
    default void use(Device device) {}
}
