package io.rdrop.config;

/** Initial weights of an {@code mlp}. */
public enum WeightInitialiser {
    /** Normal, variance 2 / fan-in (He et al. 2015). */
    HE_NORMAL,
    /** Uniform, variance 2 / fan-in. */
    HE_UNIFORM,
    /** Normal, variance 2 / (fan-in + fan-out) (Glorot, Bengio 2010). */
    XAVIER,
    /** Uniform, variance 2 / (fan-in + fan-out). */
    XAVIER_UNIFORM,
    /** Normal, variance 1 / fan-in. */
    LECUN_NORMAL
}
