package io.rdrop.engine;

import io.rdrop.Public;

/** What a network gives for an example, and with which objective it learns. */
@Public
public sealed interface OutputShape {
    /** Numbers per example. */
    int size();

    /** Class probabilities; cross-entropy and KL divergence. */
    record Classes(int size) implements OutputShape {}

    /** Numbers on a scale of mean 0 and variance 1 or so; squared errors and squared distances. */
    record Values(int size) implements OutputShape {}
}
