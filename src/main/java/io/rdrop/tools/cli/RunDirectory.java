package io.rdrop.tools.cli;

import io.rdrop.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where a run leaves what it made. */
record RunDirectory(Path root) {
    private static final Path PARENT = Path.of("rdrop-out");

    /** The given directory, or a new {@code rdrop-out/NAME}, {@code rdrop-out/NAME-2}, ... */
    static RunDirectory create(@Nullable Path given, String name) {
        try {
            if (given != null) {
                return new RunDirectory(Files.createDirectories(given));
            }
            Files.createDirectories(PARENT);
            for (int i = 1; ; i++) {
                Path candidate = PARENT.resolve(i == 1 ? name : name + "-" + i);
                if (!Files.exists(candidate)) {
                    return new RunDirectory(Files.createDirectory(candidate));
                }
            }
        } catch (IOException e) {
            throw new ConfigException(
                    "cannot create the output directory " + (given == null ? PARENT : given) + ": " + e);
        }
    }

    Path models() {
        return root.resolve("models");
    }

    Path jobYaml() {
        return root.resolve("job.yaml");
    }

    Path reportJson() {
        return root.resolve("report.json");
    }

    Path reportHtml() {
        return root.resolve("report.html");
    }

    Path log() {
        return root.resolve("rdrop.log");
    }

    Path checkpoints() {
        return root.resolve("checkpoints");
    }

    Path savepoints() {
        return root.resolve("savepoints");
    }
}
