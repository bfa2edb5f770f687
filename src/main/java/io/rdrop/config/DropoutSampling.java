package io.rdrop.config;

/** What draws a dropout mask of its own. */
public enum DropoutSampling {
    /** Each example of each pass. */
    PER_EXAMPLE,
    /** Each pass over a micro-batch, for all its examples; dropped units need not be computed. */
    PER_BATCH
}
