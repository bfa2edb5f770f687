package io.rdrop.config;

/** Where the network comes from. */
public enum ModelType {
    /** A multi-layer perceptron from the keys beside it. */
    MLP,
    /** A DL4J network from the file {@code model.file}: configuration JSON or ModelSerializer zip. */
    DL4J
}
