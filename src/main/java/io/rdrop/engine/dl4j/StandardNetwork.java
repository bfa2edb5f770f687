package io.rdrop.engine.dl4j;

import io.rdrop.config.ConfigException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A network as any DL4J user would write it, and where it starts from.
 *
 * @param place where it was configured; leads every error message
 * @param definition its configuration, seeded; not modified from here on
 * @param parameters initial parameters in DL4J's flattened order; null to draw them from the seed
 * @param updaterState optimiser state in DL4J's flattened order; null for a new optimiser
 */
record StandardNetwork(
        String place, Definition definition, float @Nullable [] parameters, float @Nullable [] updaterState) {

    ConfigException refuse(String found, String expected) {
        return new ConfigException(String.format(Locale.ROOT, "%s: found %s but expected %s", place, found, expected));
    }

    ConfigException refuse(String why, RuntimeException cause) {
        return new ConfigException(place + " " + why + ": " + cause.getMessage(), cause);
    }
}
