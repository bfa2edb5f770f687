package io.rdrop.config;

/** Optimisers that an {@code mlp} can have. */
public enum UpdaterType {
    SGD,
    MOMENTUM,
    ADAGRAD,
    RMSPROP,
    ADAM,
    AMSGRAD,
    NADAM
}
