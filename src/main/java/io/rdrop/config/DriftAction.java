package io.rdrop.config;

/** What a drift does, besides being told. */
public enum DriftAction {
    NONE,
    /** The mixture of a pool goes back to equal weights faster for some examples. */
    SHARE,
    /** Learning rates are multiplied for some examples. */
    RATES,
    /** A version, with the next checkpoint. */
    SNAPSHOT
}
