package io.rdrop.engine;

import io.rdrop.config.ConfigException;
import io.rdrop.config.ModelConfig;
import io.rdrop.config.ModelEngine;
import io.rdrop.config.RDropConfig;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/** The engines on the class path, and which of them makes a model. */
public final class Engines {
    private static final String NO_TORCH =
            "model.engine is torch but libtorch is not on the class path: ./rdrop fetches it"
                    + " by itself, and ./mvnw package -Ptorch builds target/dist/torch for a cluster's lib/ (docs/torch.md)";

    private static final String NO_LIBTORCH = " needs libtorch, which is not on the class path: ./rdrop fetches it by"
            + " itself (or with RDROP_TORCH=1), and ./mvnw package -Ptorch builds target/dist/torch for a cluster's lib/"
            + " (docs/torch.md)";

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

    /** GPUs that networks of the named engine can train on. */
    public Gpus gpus(ModelEngine wanted) {
        Gpus most = Gpus.NONE;
        for (EngineProvider engine : asked(wanted).toList()) {
            Gpus gpus = engine.gpus();
            most = gpus.count() >= most.count() ? gpus : most;
        }
        return most;
    }

    /** As {@link EngineProvider#use}, of those that make models of the named engine. */
    public void use(ModelEngine wanted, Device device) {
        asked(wanted).forEach(engine -> engine.use(device));
    }

    /**
     * Refuses an engine that is not here.
     *
     * @throws ConfigException saying how to come by it
     */
    public void require(ModelEngine wanted) {
        if (wanted == ModelEngine.TORCH && asked(wanted).findAny().isEmpty()) {
            throw new ConfigException(NO_TORCH);
        }
    }

    /**
     * Refuses what only libtorch has, where it is not.
     *
     * @param what needs it, the beginning of the sentence
     * @throws ConfigException saying how to come by it
     */
    public void requireTorch(String what) {
        if (asked(ModelEngine.TORCH).findAny().isEmpty()) {
            throw new ConfigException(what + NO_LIBTORCH);
        }
    }

    /**
     * As {@link EngineProvider#translator}, by libtorch's engine.
     *
     * @param task as a configuration names it
     * @throws ConfigException if it is not on the class path, or cannot be loaded
     */
    public SequenceModel.Translator translator(
            String task, SequenceSettings settings, ModelConfig model, RDropConfig rDrop, long seed) {
        requireTorch("task " + task);
        return asked(ModelEngine.TORCH).findFirst().orElseThrow().translator(settings, model, rDrop, seed);
    }

    /**
     * As {@link EngineProvider#tagger}, by libtorch's engine.
     *
     * @throws ConfigException if it is not on the class path, or cannot be loaded
     */
    public SequenceModel.Tagger tagger(SequenceSettings settings, ModelConfig model, RDropConfig rDrop, long seed) {
        requireTorch("model.type transformer");
        return asked(ModelEngine.TORCH).findFirst().orElseThrow().tagger(settings, model, rDrop, seed);
    }

    /**
     * As {@link EngineProvider#languageModel}, by libtorch's engine.
     *
     * @throws ConfigException if it is not on the class path, or cannot be loaded
     */
    public SequenceModel.LanguageModel languageModel(
            SequenceSettings settings, ModelConfig model, RDropConfig rDrop, long seed) {
        requireTorch(
                "task language-model with model.type " + settings.kind().name().toLowerCase(Locale.ROOT));
        return asked(ModelEngine.TORCH).findFirst().orElseThrow().languageModel(settings, model, rDrop, seed);
    }

    private Stream<EngineProvider> asked(ModelEngine wanted) {
        return engines.stream()
                .filter(engine -> wanted == ModelEngine.AUTO
                        ? engine.isAskedUnnamed()
                        : engine.name().equals(name(wanted)));
    }

    EngineProvider engine(ModelSpec spec) {
        ModelEngine wanted = spec.model().engine();
        require(wanted);
        Device.Kind kind = gpus(wanted).count() > 0 ? Device.Kind.GPU : Device.Kind.CPU;
        StringBuilder reasons = new StringBuilder();
        for (EngineProvider engine : asked(wanted).toList()) {
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
