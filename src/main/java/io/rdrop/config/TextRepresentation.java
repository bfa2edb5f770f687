package io.rdrop.config;

import io.rdrop.Public;

/** What a text is to the network. */
@Public
public enum TextRepresentation {
    /** Hashed words and word n-grams, without their order. */
    BAG,
    /** Numbers of its words, in order. */
    SEQUENCE
}
