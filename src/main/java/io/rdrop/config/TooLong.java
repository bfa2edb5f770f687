package io.rdrop.config;

/** What becomes of a sentence of too many tokens. */
public enum TooLong {
    /** Its first tokens are taken, with their tags. */
    CUT,
    /** It goes to the dead letters. */
    REJECT
}
