package io.rdrop.tools.cli;

import io.rdrop.registry.ModelRegistry;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which registry. */
final class RegistryOptions {
    @Option(names = "--registry", required = true, paramLabel = "DIR", description = "Registry directory.")
    Path directory = Path.of("");

    ModelRegistry open() throws IOException {
        return RegistryDirectory.open(directory);
    }
}
