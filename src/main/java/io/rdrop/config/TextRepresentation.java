package io.rdrop.config;

/** What a text is to the network. */
public enum TextRepresentation {
    /** Hashed words and word n-grams, without their order. */
    BAG,
    /** Numbers of its words, in order. */
    SEQUENCE
}
