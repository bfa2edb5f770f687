package io.rdrop.engine;

import io.rdrop.config.ModelConfig;
import io.rdrop.config.RDropConfig;
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

    /**
     * A new network that writes a sequence for a sequence; the caller closes it.
     *
     * @param model of which optimiser, weight decay and gradient clip are read
     * @throws UnsupportedOperationException if it has none
     */
    default SequenceModel.Translator translator(
            SequenceSettings settings, ModelConfig model, RDropConfig rDrop, long seed) {
        throw new UnsupportedOperationException(name() + " has no networks on sequences");
    }

    /**
     * A new network that tags the tokens of sequences; the caller closes it.
     *
     * @param model of which optimiser, weight decay and gradient clip are read
     * @throws UnsupportedOperationException if it has none
     */
    default SequenceModel.Tagger tagger(SequenceSettings settings, ModelConfig model, RDropConfig rDrop, long seed) {
        throw new UnsupportedOperationException(name() + " has no networks on sequences");
    }

    /**
     * A new network that predicts the next token of a sequence; the caller closes it.
     *
     * @param model of which optimiser, weight decay and gradient clip are read
     * @throws UnsupportedOperationException if it has none
     */
    default SequenceModel.LanguageModel languageModel(
            SequenceSettings settings, ModelConfig model, RDropConfig rDrop, long seed) {
        throw new UnsupportedOperationException(name() + " has no networks on sequences");
    }

    /** Whether it is asked for models whose configuration names no engine. */
    default boolean isAskedUnnamed() {
        return true;
    }

    /** GPUs that its networks can train on. */
    default Gpus gpus() {
        return Gpus.NONE;
    }

    /** Lets the calling thread allocate and compute on a device from here on; what it made elsewhere stays there. */
    default void use(Device device) {}
}
