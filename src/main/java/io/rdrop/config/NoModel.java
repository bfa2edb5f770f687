package io.rdrop.config;

/** What becomes of a record whose model has no version yet. */
public enum NoModel {
    WAIT,
    PRIOR,
    REFUSE
}
