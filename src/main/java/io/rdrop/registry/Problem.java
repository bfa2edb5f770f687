package io.rdrop.registry;

import io.rdrop.Public;

/** Something in the registry that should not be so, where, and what was expected and found, for people. */
@Public
public record Problem(Kind kind, String path, String detail) {
    /** What can be wrong. */
    public enum Kind {
        UNREADABLE_MANIFEST,
        MISSING_FILE,
        SHA_MISMATCH,
        EXTRA_FILE,
        NON_MONOTONIC,
        UNUSABLE,
        DANGLING_LATEST
    }

    @Override
    public String toString() {
        return path + ": " + detail + " [" + kind + "]";
    }
}
