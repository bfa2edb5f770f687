package io.rdrop.engine;

import io.rdrop.config.ConfigException;
import io.rdrop.config.ModelEngine;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceLoader;

/** The engines on the class path, and which of them makes a model. */
public final class Engines {
    private final List<EngineProvider> engines;

    Engines(List<EngineProvider> engines) {
        this.engines = engines;
    }

    /** Those that this project's own class loader sees: in a Flink job that is not the thread's. */
    public static Engines load() {
        return new Engines(ServiceLoader.load(EngineProvider.class, Engines.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .toList());
    }

    /**
     * A new model; the caller closes it.
     *
     * @throws ConfigException if no engine can make it; the message has each one's reason
     */
    public TrainableModel create(ModelSpec spec) {
        return engine(spec).create(spec);
    }

    /** As {@link EngineProvider#open}, by the engine that would make such a model. */
    public Predictor open(ModelSpec spec, InputStream exported) throws IOException {
        return engine(spec).open(spec, exported);
    }

    /** GPUs that networks can train on; 0 if all engines compute on the CPU. */
    public int gpus() {
        return engines.stream().mapToInt(EngineProvider::gpus).max().orElse(0);
    }

    /** As {@link EngineProvider#use}, of all engines. */
    public void use(Device device) {
        engines.forEach(engine -> engine.use(device));
    }

    EngineProvider engine(ModelSpec spec) {
        Device.Kind kind = gpus() > 0 ? Device.Kind.GPU : Device.Kind.CPU;
        ModelEngine wanted = spec.model().engine();
        StringBuilder reasons = new StringBuilder();
        for (EngineProvider engine : engines) {
            if (wanted != ModelEngine.AUTO && !engine.name().equals(name(wanted))) {
                continue;
            }
            Optional<String> refusal = engine.refusal(spec, kind);
            if (refusal.isEmpty()) {
                return engine;
            }
            reasons.append("; ").append(engine.name()).append(' ').append(refusal.get());
        }
        throw new ConfigException("no engine can make this model (model.engine: " + name(wanted) + ")"
                + (reasons.isEmpty() ? "; there is none of that name" : reasons));
    }

    private static String name(ModelEngine engine) {
        return engine.name().toLowerCase(Locale.ROOT);
    }
}
