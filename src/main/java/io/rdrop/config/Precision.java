package io.rdrop.config;

/** What libtorch multiplies matrices and convolves in; parameters and the optimiser's state are float32 either way. */
public enum Precision {
    /** float32 throughout. */
    FLOAT32,
    /** Mixed precision: bfloat16 (8 bits of significand, float32's range) for products, float32 elsewhere. */
    BF16
}
