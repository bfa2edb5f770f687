package io.rdrop.config;

/** What computes a network's steps. The model is the same, and so are its snapshots. */
public enum ModelEngine {
    /** The planned step, for networks that it knows; {@link #DL4J} for all others. */
    AUTO,
    /** DL4J's own forward and backward. */
    DL4J
}
