package io.rdrop.config;

/** Hidden activations that an {@code mlp} can have. */
public enum Activation {
    RELU,
    LEAKY_RELU,
    ELU,
    SELU,
    GELU,
    SWISH,
    TANH,
    SIGMOID,
    SOFTPLUS
}
