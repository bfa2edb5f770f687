package io.rdrop.registry;

import io.rdrop.Public;

/** One file of a snapshot as its manifest vouches for it: SHA-256 in lower-case hexadecimal digits, and length. */
@Public
public record FileEntry(String sha256, long bytes) {
    public FileEntry {
        Sha256.require("sha256", sha256);
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes must be >= 0 but was " + bytes);
        }
    }

    /** The entry of this content. */
    public static FileEntry of(byte[] content) {
        return new FileEntry(Sha256.hex(content), content.length);
    }
}
