package io.rdrop.engine.dl4j;

import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.Trainable;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A ComputationGraph with one input and one output. */
record GraphNetwork(ComputationGraph network) implements Network {
    @Override
    public Model model() {
        return network;
    }

    @Override
    public BaseMultiLayerUpdater<?> updater() {
        return network.getUpdater();
    }

    @Override
    public List<? extends Trainable> trainables() {
        return Arrays.stream(network.topologicalSortOrder())
                .mapToObj(index -> network.getVertices()[index])
                .filter(vertex -> vertex.numParams() > 0)
                .toList();
    }

    @Override
    public void backpropagate(INDArray inputs, @Nullable INDArray mask, INDArray labels) {
        network.setInputs(inputs);
        network.setLayerMaskArrays(masks(mask), null);
        network.setLabels(labels);
        // Which workspaces it uses is the network's own choice; the argument is ignored.
        network.computeGradientAndScore(LayerWorkspaceMgr.noWorkspaces());
    }

    @Override
    public void endUpdate() {
        network.clearLayerMaskArrays();
        network.clearLayersStates();
        network.clear();
    }

    @Override
    public INDArray predict(INDArray inputs, @Nullable INDArray mask) {
        return network.output(false, new INDArray[] {inputs}, masks(mask))[0];
    }

    private static INDArray @Nullable [] masks(@Nullable INDArray mask) {
        return mask == null ? null : new INDArray[] {mask};
    }

    @Override
    public void progress(int iteration, int epoch) {
        network.getConfiguration().setIterationCount(iteration);
        network.getConfiguration().setEpochCount(epoch);
    }
}
