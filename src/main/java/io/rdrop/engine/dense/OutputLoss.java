package io.rdrop.engine.dense;

/** The objective on a network's outputs. */
@FunctionalInterface
public interface OutputLoss {
    /**
     * Replaces outputs by the loss's gradient.
     *
     * @param outputs [passes * rows, columns], row-major, pass-major, before softmax
     */
    void toGradient(float[] outputs, int rows, int passes);
}
