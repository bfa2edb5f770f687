package io.rdrop.telemetry;

import java.util.HashSet;
import java.util.Set;

/**
 * Keeps the label {@code model} bounded: the first keys seen get series of their own, later ones share {@link #OTHER}.
 * A key keeps its place until the endpoint is shut down, so that a restarted job shows the same models as before.
 */
final class ModelLabels {
    static final int MOST_MODELS = 1_000;
    static final String OTHER = "(other)";

    private final Set<String> own = new HashSet<>();

    /** The label of a model key. */
    synchronized String label(String model) {
        if (own.contains(model)) {
            return model;
        }
        if (own.size() == MOST_MODELS) {
            return OTHER;
        }
        own.add(model);
        return model;
    }
}
