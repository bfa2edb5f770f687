package io.rdrop.config;

/** Where networks are to train. */
public enum DeviceChoice {
    /** On a GPU where there is one, on the CPU elsewhere. */
    AUTO,
    /** On the CPU. */
    CPU,
    /** On a GPU, or not at all. */
    GPU
}
