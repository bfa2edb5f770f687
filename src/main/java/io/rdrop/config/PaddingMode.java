package io.rdrop.config;

/** Whether a network sees what fills short texts up. */
public enum PaddingMode {
    /** {@link #MASKED} for sequences; a bag has none. */
    AUTO,
    /** Not seen. */
    MASKED,
    /** Seen as a word of its own. */
    VISIBLE
}
