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

    /**
     * As {@link #predict}, with each row as it is alone, to the last bit: what is computed for many at once may round
     * otherwise.
     *
     * @return false if it cannot, and has written nothing; then each row is to be predicted in a batch of its own
     */
    default boolean predictEach(TensorBatch batch, float[] predictions) {
        if (batch.rows() != 1) {
            return false;
        }
        predict(batch, predictions);
        return true;
    }

    @Override
    void close();
}
