package io.rdrop.objective;

import org.jspecify.annotations.Nullable;

/** Checks that a flat array holds what its shape asks for, and weights that they are some. */
final class Shape {
    private Shape() {}

    /** @throws IllegalArgumentException if there are weights but fewer than rows, or one of a valid row is none */
    static void checkWeights(double @Nullable [] weights, boolean @Nullable [] mask, int rows) {
        if (weights == null) {
            return;
        }
        check("weights", weights.length, 1, rows, 1);
        for (int r = 0; r < rows; r++) {
            if ((mask == null || mask[r]) && (!(weights[r] >= 0) || Double.isInfinite(weights[r]))) {
                throw new IllegalArgumentException(
                        "a weight must be finite and at least 0 but was " + weights[r] + " in row " + r);
            }
        }
    }

    /** @throws IllegalArgumentException if rows is negative, width below 1, or the array shorter than their product */
    static void check(String name, int length, int passes, int rows, int width) {
        if (rows < 0 || width < 1) {
            throw new IllegalArgumentException(
                    name + " must have at least 0 rows and 1 column but had " + rows + " and " + width);
        }
        // Rows and columns multiply past int before they run past memory.
        if ((double) passes * rows * width > length) {
            throw new IllegalArgumentException(name + " must hold " + passes + " * " + rows + " * " + width
                    + " values (passes * rows * columns) but held " + length);
        }
    }
}
