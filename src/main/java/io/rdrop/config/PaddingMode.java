package io.rdrop.config;

import io.rdrop.Public;

/** Whether a network sees what fills short texts up. */
@Public
public enum PaddingMode {
    /** {@link #MASKED} for sequences; a bag has none. */
    AUTO,
    /** Not seen. */
    MASKED,
    /** Seen as a word of its own. */
    VISIBLE
}
