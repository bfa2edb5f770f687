package io.rdrop.tools.cli;

import io.rdrop.config.ConfigException;
import io.rdrop.example.Example;
import io.rdrop.registry.ModelRegistry;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which model of which registry. */
final class ModelOptions {
    @Mixin
    private RegistryOptions registry = new RegistryOptions();

    @Option(
            names = "--model",
            paramLabel = "KEY",
            defaultValue = Example.DEFAULT_MODEL,
            description = "Model key (default: ${DEFAULT-VALUE}).")
    String model = Example.DEFAULT_MODEL;

    Path directory() {
        return registry.directory;
    }

    ModelRegistry open() throws IOException {
        return registry.open();
    }

    /**
     * The registry, which has this version of the model.
     *
     * @throws ConfigException if it has not; says which it has
     */
    ModelRegistry openWith(long version) throws IOException {
        ModelRegistry opened = open();
        if (!opened.versions(model).contains(version)) {
            throw new ConfigException("no version " + version + " of model " + model + " in " + directory()
                    + "; it has " + opened.versions(model));
        }
        return opened;
    }
}
