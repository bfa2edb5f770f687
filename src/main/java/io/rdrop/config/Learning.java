package io.rdrop.config;

/** How a micro-batch is predicted and learned. */
public enum Learning {
    /** {@link #ONE_BY_ONE}, but {@link #PER_BATCH} for a network that is named. */
    AUTO,
    /** Each example is predicted, then learned, before the next one is predicted. */
    ONE_BY_ONE,
    /** All examples are predicted before any of them is learned. */
    PER_BATCH
}
