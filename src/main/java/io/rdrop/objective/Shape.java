package io.rdrop.objective;

/** Checks that a flat array holds what its shape asks for. */
final class Shape {
    private Shape() {}

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
