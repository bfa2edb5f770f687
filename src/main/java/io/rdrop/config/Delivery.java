package io.rdrop.config;

/** What is promised of what a job writes. */
public enum Delivery {
    /** Written at once; after a failure some may be there twice. */
    AT_LEAST_ONCE,
    /** In transactions that end with a checkpoint: readers of committed records see each once. */
    EXACTLY_ONCE
}
