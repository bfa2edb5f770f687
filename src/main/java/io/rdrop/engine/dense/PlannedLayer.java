package io.rdrop.engine.dense;

import org.jspecify.annotations.Nullable;

/**
 * A dense layer: h = activation(x W' + b), with dropout on x. Its arrays are views.
 *
 * @param inputs columns of x
 * @param units columns of h
 * @param weights [units, inputs] row-major, which is DL4J's [inputs, units] column-major
 * @param bias [units]; null for none
 * @param activation of a hidden layer; that of the output belongs to the loss
 * @param dropout on the inputs; null for none
 */
public record PlannedLayer(
        int inputs,
        int units,
        NativeFloats weights,
        @Nullable NativeFloats bias,
        NativeFloats weightGradient,
        @Nullable NativeFloats biasGradient,
        Nonlinearity activation,
        @Nullable Dropout dropout) {
    /** Dropout on the inputs of a layer: which of the network, 0-based, and the probability of keeping an input. */
    public record Dropout(int index, Schedule retain) {}
}
