package io.rdrop.config;

/** What computes a network's steps. But for {@link #ROW}, the model is the same, and so are its snapshots. */
public enum ModelEngine {
    /** The planned step, for networks that it knows; {@link #DL4J} for all others. */
    AUTO,
    /** DL4J's own forward and backward. */
    DL4J,
    /** libtorch's, which is not there unless it was built or fetched. */
    TORCH,
    /** The pool's own network with R-Drop, alone: plain Java, one by one. It is another model. */
    ROW
}
