package io.rdrop.registry;

import io.rdrop.Public;

/**
 * A snapshot that is written but not yet visible: all that {@link ModelRegistry#commit} needs, so that it can travel in
 * a checkpoint and be committed after a restore.
 *
 * @param model model key
 * @param version the version that it will be
 * @param path its staging directory, relative to the registry's root
 * @param manifestSha256 SHA-256 of its manifest's bytes: the identity of the snapshot
 */
@Public
public record StagedSnapshot(String model, long version, String path, String manifestSha256) {
    public StagedSnapshot {
        // Its directory may be deleted: never follow a path from a damaged checkpoint to anything else.
        if (!path.startsWith(RegistryLayout.STAGING + "/")) {
            throw new IllegalArgumentException("path must be in " + RegistryLayout.STAGING + " but was `" + path + "`");
        }
        Sha256.require("manifestSha256", manifestSha256);
    }
}
