package io.rdrop.registry;

import io.rdrop.Public;

/** What a commit found. Either way the version is visible, and {@code latest} not behind it unless rolled back. */
@Public
public enum CommitResult {
    /** The version became visible by this call. */
    COMMITTED,
    /** The version was visible before: an earlier attempt had committed it. */
    ALREADY_COMMITTED
}
