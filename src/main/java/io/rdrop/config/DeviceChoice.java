package io.rdrop.config;

import io.rdrop.Public;

/** Where networks are to train. */
@Public
public enum DeviceChoice {
    /** On a GPU where there is one, on the CPU elsewhere. */
    AUTO,
    /** On the CPU. */
    CPU,
    /** On a GPU, or not at all. */
    GPU
}
