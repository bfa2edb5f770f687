package io.rdrop.engine.dl4j;

import io.rdrop.config.ConfigException;
import java.util.List;
import java.util.OptionalLong;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/** A DL4J network configuration of either kind: what the engine must know of both. Mutable, as DL4J's are. */
interface Definition {
    /** Whose classes a configuration may name. */
    List<String> KNOWN_CLASSES = List.of("org.deeplearning4j.nn.", "org.nd4j.linalg.", "io.rdrop.engine.dl4j.");

    /**
     * Reads a configuration of either kind.
     *
     * @param json configuration as DL4J writes it
     * @throws ConfigException if it is no configuration of a network that could be one model
     */
    static Definition parse(String json) {
        try {
            JsonNode top = new ObjectMapper().readTree(json);
            requireKnownClasses(top);
            if (top.has("networkInputs")) {
                return new GraphDefinition(json);
            }
            if (top.has("confs")) {
                return new LayersDefinition(json);
            }
        } catch (JsonProcessingException e) {
            throw new ConfigException("is no JSON: " + e.getOriginalMessage());
        }
        throw new ConfigException("is neither a MultiLayerNetwork's configuration (no key confs) nor a"
                + " ComputationGraph's (no key networkInputs)");
    }

    /** DL4J's JSON names classes to make objects of; a stranger's file shall not pick them on the whole class path. */
    private static void requireKnownClasses(JsonNode top) {
        for (JsonNode name : top.findValues("@class")) {
            if (KNOWN_CLASSES.stream().noneMatch(name.asText()::startsWith)) {
                throw new ConfigException("names the class " + name.asText() + ", but only those of " + KNOWN_CLASSES
                        + " are made from a file");
            }
        }
    }

    /** The configuration as DL4J writes it. */
    String json();

    /** Layers in DL4J's order; a wrapper counts as one. */
    List<NeuralNetConfiguration> layers();

    /** The configuration that DL4J takes whole-network settings from, beside those of the layers. */
    NeuralNetConfiguration general();

    /** The only output. */
    Layer output();

    /** Inputs per example, where the configuration says so. */
    OptionalLong inputs();

    DataType dataType();

    /** Updates and epochs that the network has behind it; the optimisers and learning rate schedules read them. */
    void progress(int iteration, int epoch);

    /** The network with new weights, drawn from the seed. */
    Network build();

    default Definition copy() {
        return parse(json());
    }

    /** Seeds the initial weights. */
    default void seed(long seed) {
        layers().forEach(layer -> layer.setSeed(seed));
        general().setSeed(seed);
    }

    /** Inputs per example that a layer takes from a flat row; an embedding takes positions, whatever words it knows. */
    static OptionalLong flatInputs(@Nullable InputPreProcessor before, Layer layer) {
        if (before instanceof FeedForwardToCnnPreProcessor image) {
            return OptionalLong.of(image.getInputHeight() * image.getInputWidth() * image.getNumChannels());
        }
        if (layer instanceof EmbeddingSequenceLayer words) {
            return words.isInferInputLength() ? OptionalLong.empty() : OptionalLong.of(words.getInputLength());
        }
        if (layer instanceof EmbeddingLayer) {
            return OptionalLong.of(1);
        }
        if (before == null && layer instanceof FeedForwardLayer dense && dense.getNIn() > 0) {
            return OptionalLong.of(dense.getNIn());
        }
        return OptionalLong.empty();
    }
}
