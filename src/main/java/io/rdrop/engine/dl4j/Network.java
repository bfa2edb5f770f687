package io.rdrop.engine.dl4j;

import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.Trainable;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A live DL4J network, whether MultiLayerNetwork or ComputationGraph: what their common supertypes do not offer. */
interface Network extends AutoCloseable {
    Model model();

    BaseMultiLayerUpdater<?> updater();

    /** What has parameters, in the order in which DL4J flattens them. */
    List<? extends Trainable> trainables();

    /**
     * The gradient of the loss, by one forward and one backward; in the network's own flattened array afterwards.
     *
     * @param inputs [rows, inputs], stacked, not modified
     * @param mask [rows, inputs] 0 where the input is padding, stacked, not modified; null for none
     * @param labels [rows, outputs], stacked, not modified
     */
    void backpropagate(INDArray inputs, @Nullable INDArray mask, INDArray labels);

    /** Forgets the latest batch, as fit() does at its end. */
    void endUpdate();

    /**
     * Predictions without dropout.
     *
     * @param mask [rows, inputs] 0 where the input is padding; null for none
     * @return [rows, outputs]; the caller closes it
     */
    INDArray predict(INDArray inputs, @Nullable INDArray mask);

    void progress(int iteration, int epoch);

    /** Frees parameters, gradients, optimiser state and this thread's workspaces; ND4J runs the garbage collector for the latter. */
    @Override
    default void close() {
        discard();
        Nd4j.getWorkspaceManager().destroyAllWorkspacesForCurrentThread();
    }

    /** As {@link #close}, of a network that has computed nothing and so has no workspaces: without the garbage collector. */
    default void discard() {
        free(updater().getStateViewArray());
        free(model().getGradientsViewArray());
        free(model().params());
    }

    private static void free(@Nullable INDArray array) {
        if (array != null && array.closeable()) {
            array.close();
        }
    }
}
