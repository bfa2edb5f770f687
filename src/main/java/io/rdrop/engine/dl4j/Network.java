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

    /** The gradient of the loss on a stacked batch, in the network's own flattened array; modifies no argument. */
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

    /** Frees all memory and this thread's workspaces, for which ND4J runs the garbage collector. */
    @Override
    default void close() {
        discard();
        Nd4j.getWorkspaceManager().destroyAllWorkspacesForCurrentThread();
    }

    /** As {@link #close}, of a network that has computed nothing: it has no workspaces. */
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
