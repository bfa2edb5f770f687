package io.rdrop.engine;

import io.rdrop.Public;
import io.rdrop.tensor.TensorBatch;

/** A network that predicts. Not thread-safe; {@link #close()} frees native memory, and the creator calls it. */
@Public
public interface Predictor extends AutoCloseable {
    /** Inputs per example. */
    int inputs();

    /** Numbers that it gives for an example: a probability per class, or a predicted number. */
    int outputs();

    /**
     * Predictions without dropout; changes nothing.
     *
     * @param batch encoded examples; targets are not read
     * @param predictions [rows * outputs], float32, row-major, written: class probabilities, or numbers on the targets'
     *     scale
     */
    void predict(TensorBatch batch, float[] predictions);

    @Override
    void close();
}
