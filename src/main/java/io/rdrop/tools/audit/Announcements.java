package io.rdrop.tools.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.registry.SnapshotManifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a job said of its versions when it committed them: whatever was changed in a manifest since, its hash is not the
 * one that was announced.
 */
public final class Announcements {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String registry;
    private final Map<Version, Set<String>> hashes = new HashMap<>();

    private record Version(String model, long version) {}

    Announcements(String registry) {
        this.registry = registry;
    }

    /**
     * Reads all events of a registry.
     *
     * @param reader of the topic of model events
     * @param registry the job's {@code registry.directory} as configured: several jobs may write to the topic
     */
    public static Announcements read(TopicReader reader, String registry) {
        Announcements read = new Announcements(registry);
        reader.forEach(event -> {
            if (event.value() != null) {
                read.add(event.value());
            }
        });
        return read;
    }

    void add(byte[] event) {
        JsonNode said;
        try {
            said = JSON.readTree(event);
        } catch (IOException e) {
            throw new UncheckedIOException("a model event is no JSON", e);
        }
        if (said.path("registry").asText().equals(registry)) {
            hashes.computeIfAbsent(
                            new Version(
                                    said.path("model").asText(),
                                    said.path("version").asLong()),
                            absent -> new TreeSet<>())
                    .add(said.path("manifestSha256").asText());
        }
    }

    /** Manifests that are not what was announced; empty if there are none. */
    public List<String> problems(ModelRegistry models, Map<String, List<SnapshotManifest>> manifests)
            throws IOException {
        List<String> problems = new ArrayList<>();
        for (Map.Entry<String, List<SnapshotManifest>> model : manifests.entrySet()) {
            for (SnapshotManifest manifest : model.getValue()) {
                Set<String> said = hashes.get(new Version(manifest.model(), manifest.version()));
                if (said == null || !models.versions(model.getKey()).contains(manifest.version())) {
                    continue; // told as unannounced, or deleted since
                }
                String found = models.manifestSha256(model.getKey(), manifest.version());
                if (!said.contains(found)) {
                    problems.add("model " + model.getKey() + ", version " + manifest.version()
                            + ": its manifest has SHA-256 " + found + ", but " + String.join(" and ", said)
                            + " was announced: it was changed since");
                }
            }
        }
        return problems;
    }

    /** Versions that no event speaks of: not announced yet, or the topic no longer has it. */
    public long unannounced(Map<String, List<SnapshotManifest>> manifests) {
        return manifests.values().stream()
                .flatMap(List::stream)
                .filter(manifest -> !hashes.containsKey(new Version(manifest.model(), manifest.version())))
                .count();
    }
}
