package io.rdrop.engine.dl4j;

/** How a network's gradient, in its flattened array, moves its parameters. */
interface Optimiser {
    /** Euclidean norm of the gradient; NaN or infinite if any value is. */
    double gradientNorm();

    /**
     * One step, constraints included. The gradient is not defined afterwards.
     *
     * @param scale what the gradient is multiplied by first
     * @param iteration updates applied before
     * @param epoch as DL4J counts them
     * @param rows of the batch
     */
    void step(double scale, int iteration, int epoch, int rows);
}
