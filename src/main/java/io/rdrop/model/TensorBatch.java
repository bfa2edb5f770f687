package io.rdrop.model;

/**
 * Encoded examples, ready for a network.
 *
 * @param rows examples
 * @param width inputs per example
 * @param inputs [rows * width], float32, row-major
 * @param labels [rows], class index, 0-based
 */
@SuppressWarnings("ArrayRecordComponent") // a view on buffers; nobody compares it
public record TensorBatch(int rows, int width, float[] inputs, int[] labels) {
    public TensorBatch {
        if (inputs.length < rows * width || labels.length < rows) {
            throw new IllegalArgumentException("inputs must hold rows * width = " + rows * width + " and labels " + rows
                    + " values but held " + inputs.length + " and " + labels.length);
        }
    }
}
