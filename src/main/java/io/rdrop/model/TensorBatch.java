package io.rdrop.model;

/**
 * Encoded examples, ready for a network.
 *
 * @param rows examples
 * @param width inputs per example
 * @param inputs [rows * width], float32, row-major
 * @param targets [rows], float64: class index, 0-based, or the number to predict on the network's scale; NaN where unlabelled
 */
@SuppressWarnings("ArrayRecordComponent") // a view on buffers; nobody compares it
public record TensorBatch(int rows, int width, float[] inputs, double[] targets) {
    public TensorBatch {
        if (inputs.length < rows * width || targets.length < rows) {
            throw new IllegalArgumentException("inputs must hold rows * width = " + rows * width + " and targets "
                    + rows + " values but held " + inputs.length + " and " + targets.length);
        }
    }
}
