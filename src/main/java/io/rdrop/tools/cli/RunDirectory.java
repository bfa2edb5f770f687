package io.rdrop.tools.cli;

import io.rdrop.config.ConfigException;
import io.rdrop.tools.embedded.TemporaryDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a run leaves what it made. */
record RunDirectory(Path root) {
    private static final Path PARENT = Path.of("rdrop-out");

    /** The given directory, or a new {@code rdrop-out/NAME}, {@code rdrop-out/NAME-2}, ...; names are COMMAND-WHAT */
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

    /** A place in it, as the user wrote where it is. */
    Path relative(Path place) {
        return root.resolve(root.toAbsolutePath().normalize().relativize(place.normalize()));
    }

    /** Deletes what only a run that has not finished needs. */
    void forgetHowToGoOn() throws IOException {
        for (Path unneeded : List.of(kafka(), checkpoints())) {
            if (Files.exists(unneeded)) {
                TemporaryDirectory.delete(unneeded);
            }
        }
    }

    /** What a run needs to be gone on with. */
    Path runJson() {
        return root.resolve("run.json");
    }

    /** The data of the run's own Kafka, until it has finished. */
    Path kafka() {
        return root.resolve("kafka");
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

    Path reportCsv() {
        return root.resolve("report.csv");
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
