package io.rdrop.registry;

import io.rdrop.Public;
import java.util.Map;

/**
 * A snapshot on its way into the registry.
 *
 * @param manifest its manifest; {@code files} is filled in by the registry and must be empty
 * @param files content by plain file name, e.g. {@code model.zip}; not copied, not modified
 */
@Public
public record SnapshotContent(SnapshotManifest manifest, Map<String, byte[]> files) {
    public SnapshotContent {
        if (!manifest.files().isEmpty()) {
            throw new IllegalArgumentException(
                    "the registry fills in the manifest's files, which must be empty but were "
                            + manifest.files().keySet() + " (model " + manifest.model() + ", version "
                            + manifest.version() + ")");
        }
    }
}
