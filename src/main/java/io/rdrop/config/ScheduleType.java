package io.rdrop.config;

/** Shapes of {@code r-drop.schedule}. */
public enum ScheduleType {
    CONSTANT,
    LINEAR,
    COSINE,
    STEPWISE
}
