package io.rdrop.config;

/** Where a job without state starts to read. */
public enum StartOffset {
    EARLIEST,
    LATEST,
    /** The group's committed offsets, else the earliest. */
    COMMITTED
}
