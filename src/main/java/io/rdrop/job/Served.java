package io.rdrop.job;

import io.rdrop.registry.ModelRegistry;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What readers of a model use.
 *
 * @param latest the version that {@code latest} names; null if none was ever fit for it
 * @param isPinned whether an operator keeps it there
 */
record Served(@Nullable Long latest, boolean isPinned) {
    static Served of(ModelRegistry registry, String model) throws IOException {
        return new Served(
                registry.latest(model).orElse(null), registry.pinned(model).isPresent());
    }
}
