package io.rdrop.config;

import io.rdrop.Public;

/** What {@code r-drop.schedule} counts. */
@Public
public enum ScheduleClock {
    /** Updates. */
    STEP,
    /** Examples trained on, an example once for each update that it is part of. */
    EXAMPLE
}
