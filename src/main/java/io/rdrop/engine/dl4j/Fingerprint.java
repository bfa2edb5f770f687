package io.rdrop.engine.dl4j;

import io.rdrop.engine.Sha256;
import java.util.Iterator;
import java.util.Set;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.node.ObjectNode;

/**
 * What stays the same of a network while it learns, and when its learning rate, dropout, gradient clipping or weight
 * decay are changed: its layers, their sizes and activations, and the kind of its optimiser. Parameters and optimiser
 * state of one network fit another one exactly if the two have the same fingerprint.
 */
final class Fingerprint {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Optimisers: of these only the kind counts. */
    private static final Set<String> UPDATERS = Set.of("iupdater", "iUpdater", "biasUpdater", "updater");

    private static final Set<String> LEFT_OUT = Set.of(
            "idropout",
            "iDropout",
            "weightNoise",
            "regularization",
            "regularizationBias",
            "gradientNormalization",
            "gradientNormalizationThreshold",
            "seed",
            "iterationCount",
            "epochCount");

    private Fingerprint() {}

    /** SHA-256, 64 hexadecimal digits. */
    static String of(Definition definition) {
        try {
            JsonNode tree = JSON.readTree(definition.json());
            strip(tree);
            return Sha256.ofText(JSON.writeValueAsString(tree));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("DL4J's own JSON cannot be read", e);
        }
    }

    private static void strip(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.remove(LEFT_OUT);
            for (String key : UPDATERS) {
                if (object.get(key) instanceof ObjectNode updater) {
                    updater.retain("@class");
                }
            }
        }
        for (Iterator<JsonNode> children = node.elements(); children.hasNext(); ) {
            strip(children.next());
        }
    }
}
