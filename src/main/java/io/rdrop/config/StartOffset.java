package io.rdrop.config;

import io.rdrop.Public;

/** Where a job without state starts to read. */
@Public
public enum StartOffset {
    EARLIEST,
    LATEST,
    /** The group's committed offsets, else the earliest. */
    COMMITTED
}
