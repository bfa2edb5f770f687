package io.rdrop.config;

/** Who promotes a challenger. */
public enum Promotion {
    /** The job, as soon as the bound is above 0. */
    AUTO,
    /** Whoever sends the command {@code promote}. */
    MANUAL
}
