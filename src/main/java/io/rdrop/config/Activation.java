package io.rdrop.config;

import io.rdrop.Public;

/** Hidden activations that an {@code mlp} can have. */
@Public
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
