package io.rdrop.config;

import io.rdrop.Public;

/** Which examples a replay buffer keeps. */
@Public
public enum ReplayType {
    /** None. */
    NONE,
    /** The latest ones. */
    SLIDING_WINDOW,
    /** A uniform sample of all so far (Vitter's algorithm R). */
    RESERVOIR
}
