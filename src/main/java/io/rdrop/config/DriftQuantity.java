package io.rdrop.config;

/** What is watched, of each example. */
public enum DriftQuantity {
    /** 1 for a wrong class, 0 for the right one; of numbers the absolute error; of tokens the share of wrong ones. */
    ERROR,
    /** -ln p(label), nats; of a text's characters and a sentence's tokens the mean. */
    LOG_LOSS,
    /** The R-Drop divergence between two passes. */
    KL,
    /** Of the predicted probabilities, nats. */
    ENTROPY
}
