package io.rdrop.config;

/** What becomes of events and labels that are not learned from. */
public enum Unmatched {
    /** They are counted. */
    DROP,
    /** They are counted, and go to the dead letters. */
    DEAD_LETTER
}
