package io.rdrop.config;

import io.rdrop.Public;

/** Shapes of {@code r-drop.schedule}. */
@Public
public enum ScheduleType {
    CONSTANT,
    LINEAR,
    COSINE,
    STEPWISE
}
