package io.rdrop.drift;

/** What a detector says after a value. */
public enum Signal {
    /** Values are as they were. */
    NONE,
    /** They may have changed. */
    WARNING,
    /** They have changed; what the detector knew of those before is forgotten, wholly or in part. */
    DRIFT
}
