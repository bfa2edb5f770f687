package io.rdrop.registry;

import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What was read of older versions for retention, so that a commit does not read all of their manifests again: a version
 * never changes. Only those that are there are remembered. Thread-safe.
 */
final class KnownVersions {
    private final Map<String, Map<Long, TakenVersion>> byModel = new ConcurrentHashMap<>();

    interface Reading {
        SnapshotManifest manifest(long version) throws IOException;
    }

    TakenVersion get(String model, long version, Reading reading) throws IOException {
        Map<Long, TakenVersion> known = byModel.computeIfAbsent(model, absent -> new ConcurrentHashMap<>());
        TakenVersion taken = known.get(version);
        if (taken == null) {
            taken = TakenVersion.of(reading.manifest(version));
            known.put(version, taken);
        }
        return taken;
    }

    void retain(String model, Collection<Long> versions) {
        Map<Long, TakenVersion> known = byModel.get(model);
        if (known != null) {
            known.keySet().retainAll(versions);
        }
    }
}
