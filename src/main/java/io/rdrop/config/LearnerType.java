package io.rdrop.config;

/** What learns from a model's stream. */
public enum LearnerType {
    /** {@link #POOL} where a pool can learn the task and no network is named, else {@link #SINGLE}. */
    AUTO,
    /** Many members, mixed. */
    POOL,
    /** One network. */
    SINGLE
}
