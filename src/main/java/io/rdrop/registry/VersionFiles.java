package io.rdrop.registry;

import io.rdrop.Public;
import java.util.Map;

/**
 * A version, read once: all of it is of one manifest.
 *
 * @param manifestSha256 of the manifest that was read
 * @param files by name, each with the SHA-256 that the manifest says; not copied
 */
@Public
public record VersionFiles(SnapshotManifest manifest, String manifestSha256, Map<String, byte[]> files) {}
