package io.rdrop.engine.dl4j;

import io.rdrop.objective.LossTerms;
import io.rdrop.tensor.TensorBatch;

/** How predictions and the gradient of a step are computed, for parameters that DL4J holds. */
interface Backprop extends AutoCloseable {
    /** As {@link io.rdrop.engine.TrainableModel#predict}, for at least one row. */
    void predict(TensorBatch batch, float[] predictions);

    /**
     * The gradient of the loss, into the network's own flattened array.
     *
     * @param isPlain whether it is a step of one pass and without alpha
     * @param alpha weight of the KL term
     * @throws IllegalArgumentException if the batch is empty or does not fit; nothing has changed then
     */
    LossTerms backpropagate(TensorBatch batch, boolean isPlain, double alpha);

    /** Forgets the latest batch. */
    void endUpdate();

    /** To be called whenever the parameters have changed. */
    void parametersChanged();

    @Override
    void close();
}
