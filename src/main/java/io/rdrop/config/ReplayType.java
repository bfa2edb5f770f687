package io.rdrop.config;

/** Which examples a replay buffer keeps. */
public enum ReplayType {
    /** None. */
    NONE,
    /** The latest ones. */
    SLIDING_WINDOW,
    /** A uniform sample of all so far (Vitter's algorithm R). */
    RESERVOIR
}
