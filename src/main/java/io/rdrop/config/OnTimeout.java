package io.rdrop.config;

/** What becomes of an event whose label has not come in time. */
public enum OnTimeout {
    /** It is counted, and not learned from. */
    DROP,
    /** It is learned from as an example without label. */
    UNLABELLED,
    /** It is learned from as an example of one class. */
    CLASS
}
