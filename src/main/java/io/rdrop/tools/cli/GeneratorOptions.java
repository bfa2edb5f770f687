package io.rdrop.tools.cli;

import io.rdrop.config.ConfigException;
import io.rdrop.tools.feed.generator.DriftStream;
import io.rdrop.tools.feed.generator.Generators;
import java.util.Locale;

/** Which drifting stream is meant. */
final class GeneratorOptions {
    private static final int LEAST_EXAMPLES = 4;

    private GeneratorOptions() {}

    /**
     * The name of a generator as {@link Generators} knows it.
     *
     * @throws ConfigException if there is none of that name, or too few examples are asked for
     */
    static String checked(String generator, long examples) {
        if (examples < LEAST_EXAMPLES) {
            throw new ConfigException("--examples must be >= " + LEAST_EXAMPLES + " but was " + examples);
        }
        String name = generator.toLowerCase(Locale.ROOT);
        if (!Generators.names().contains(name)) {
            throw new ConfigException(
                    "--generator must be one of " + String.join(", ", Generators.names()) + " but was " + generator);
        }
        return name;
    }

    /** The stream, from its beginning. */
    static DriftStream open(String name, long seed, long examples) {
        return Generators.byName(name, seed, examples);
    }
}
