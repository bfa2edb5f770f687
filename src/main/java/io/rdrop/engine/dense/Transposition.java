package io.rdrop.engine.dense;

/** Turns matrices, some rows at a time, so that what comes from memory together is used together. */
final class Transposition {
    /** Rows at a time: their values of one column are a cache line. */
    static final int STRIP = 16;

    private final int rows;
    private final int columns;
    private final float[] strip;

    /** Turns a matrix [rows, columns]. */
    Transposition(int rows, int columns) {
        this.rows = rows;
        this.columns = columns;
        this.strip = new float[STRIP * columns];
    }

    /** Puts at most {@value #STRIP} rows [count, columns] where they belong in [columns, rows]. */
    void put(float[] from, int first, int count, NativeFloats into) {
        for (int i = 0; i < count; i++) {
            for (int column = 0; column < columns; column++) {
                strip[column * count + i] = from[i * columns + column];
            }
        }
        for (int column = 0; column < columns; column++) {
            into.put(column * rows + first, strip, column * count, count);
        }
    }

    /** [rows, columns] to [columns, rows], of a small matrix. */
    static void transpose(float[] from, int rows, int columns, float[] into) {
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                into[column * rows + row] = from[row * columns + column];
            }
        }
    }

    /** [rows, columns] to [columns, rows], in place. */
    static void inPlace(NativeFloats matrix, int rows, int columns) {
        Transposition turned = new Transposition(rows, columns);
        try (NativeFloats whole = NativeFloats.allocate((int) matrix.length())) {
            whole.copy(matrix);
            float[] block = new float[STRIP * columns];
            for (int first = 0; first < rows; first += STRIP) {
                int count = Math.min(STRIP, rows - first);
                whole.get(first * columns, block, 0, count * columns);
                turned.put(block, first, count, matrix);
            }
        }
    }
}
