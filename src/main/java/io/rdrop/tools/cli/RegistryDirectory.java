package io.rdrop.tools.cli;

import io.rdrop.config.ConfigException;
import io.rdrop.example.Example;
import io.rdrop.registry.LocalRegistryStorage;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.registry.RegistryException;
import io.rdrop.registry.SnapshotManifest;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import java.util.stream.Stream;

/** Opens the registry in a directory that a user has named. */
final class RegistryDirectory {
    private RegistryDirectory() {}

    /**
     * The registry there; it may have no model yet.
     *
     * @throws ConfigException if there is no such directory
     * @throws RegistryException if the directory holds no registry; says what was looked for and where there is one
     * nearby
     */
    static ModelRegistry open(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new ConfigException("no such registry directory: " + directory);
        }
        ModelRegistry registry = registry(directory);
        if (!isRegistry(registry)) {
            throw new RegistryException("there is no registry in "
                    + directory.toAbsolutePath().normalize()
                    + ": it has neither MODEL/00000001/manifest.json (of any model and version) nor .staging"
                    + nearby(directory).map(near -> "; there is one in " + near).orElse(""));
        }
        return registry;
    }

    /**
     * The model that is meant.
     *
     * @param given null for the only one, or the one that is called {@code default}
     * @throws ConfigException if there is no such model, or several may be meant
     */
    static String model(ModelRegistry registry, Path directory, @Nullable String given) throws IOException {
        List<String> models = registry.models();
        if (models.isEmpty()) {
            throw new ConfigException("no model has been committed to " + directory + " yet");
        }
        String model = given != null ? given : models.size() == 1 ? models.get(0) : Example.DEFAULT_MODEL;
        if (!models.contains(model)) {
            throw new ConfigException(
                    (given == null ? "name a model with --model: " : "no model " + given + ": ") + directory + " has "
                            + String.join(", ", models));
        }
        return model;
    }

    private static ModelRegistry registry(Path directory) {
        return new ModelRegistry(new LocalRegistryStorage(directory), Clock.systemUTC());
    }

    private static boolean isRegistry(ModelRegistry registry) throws IOException {
        try {
            return registry.isThere();
        } catch (FileSystemException e) {
            return false; // a registry lets its reader look into every model
        }
    }

    /** Above, if this is a model or a version; or below, if this is the folder of a run. */
    private static Optional<Path> nearby(Path directory) throws IOException {
        Path here = directory.toAbsolutePath().normalize();
        List<Path> places = new ArrayList<>();
        try (Stream<Path> children = Files.list(here)) {
            children.filter(Files::isDirectory).sorted().forEach(places::add);
        }
        boolean isVersion = Files.exists(here.resolve(SnapshotManifest.FILE_NAME));
        boolean isModel = places.stream().anyMatch(child -> Files.exists(child.resolve(SnapshotManifest.FILE_NAME)));
        Path above = here.getParent();
        if (above != null && (isModel || isVersion)) {
            places.add(isVersion && above.getParent() != null ? above.getParent() : above);
        }
        for (Path place : places) {
            if (isRegistry(registry(place))) {
                return Optional.of(place);
            }
        }
        return Optional.empty();
    }
}
