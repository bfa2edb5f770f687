package io.rdrop.model.dl4j;

import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.Trainable;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A ComputationGraph with one input and one output. */
final class GraphNetwork implements Network {
    private final ComputationGraph network;

    GraphNetwork(ComputationGraph network) {
        this.network = network;
    }

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
    public void backpropagate(INDArray inputs, INDArray labels) {
        network.setInputs(inputs);
        network.setLabels(labels);
        // Which workspaces it uses is the network's own choice; the argument is ignored.
        network.computeGradientAndScore(LayerWorkspaceMgr.noWorkspaces());
    }

    @Override
    public void endUpdate() {
        network.clearLayersStates();
        network.clear();
    }

    @Override
    public INDArray probabilities(INDArray inputs) {
        return network.outputSingle(false, inputs);
    }

    @Override
    public void progress(int iteration, int epoch) {
        network.getConfiguration().setIterationCount(iteration);
        network.getConfiguration().setEpochCount(epoch);
    }
}
