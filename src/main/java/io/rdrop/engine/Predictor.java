package io.rdrop.engine;

import io.rdrop.Public;
import io.rdrop.tensor.TensorBatch;
import java.util.OptionalDouble;

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

    /**
     * How far dropout passes are apart on rows: the second term of the R-Drop objective without alpha, by which nothing
     * is learned. With classes and two passes that is 1/2 [KL(P1||P2) + KL(P2||P1)] (arXiv 2106.14448, in Eq. 4), of
     * numbers |y1 - y2|^2. The masks are those of an update with that number; updates to come draw theirs as if nobody
     * had asked, and predictions keep their bits.
     *
     * @param batch at least one encoded example; targets do not matter
     * @param step 0-based number of the update that has these masks
     * @return the mean over rows: nats of classes, squares on the targets' scale of numbers; not finite if the network
     *     has diverged; empty if it does not learn with R-Drop
     */
    default OptionalDouble divergence(TensorBatch batch, long step) {
        return OptionalDouble.empty();
    }

    @Override
    void close();
}
