package io.rdrop.config;

/** What {@code r-drop.schedule} counts. */
public enum ScheduleClock {
    /** Updates. */
    STEP,
    /** Examples trained on, an example once for each update that it is part of. */
    EXAMPLE
}
