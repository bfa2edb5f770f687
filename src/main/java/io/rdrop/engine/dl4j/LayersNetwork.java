package io.rdrop.engine.dl4j;

import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.Trainable;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A MultiLayerNetwork. */
record LayersNetwork(MultiLayerNetwork network) implements Network {
    @Override
    public Model model() {
        return network;
    }

    @Override
    public BaseMultiLayerUpdater<?> updater() {
        return (BaseMultiLayerUpdater<?>) network.getUpdater();
    }

    @Override
    public List<? extends Trainable> trainables() {
        return List.of(network.getLayers());
    }

    @Override
    public void backpropagate(INDArray inputs, @Nullable INDArray mask, INDArray labels) {
        network.setInput(inputs);
        network.setLayerMaskArrays(mask, null);
        network.setLabels(labels);
        // Which workspaces it uses is the network's own choice; the argument is ignored.
        network.computeGradientAndScore(LayerWorkspaceMgr.noWorkspaces());
    }

    @Override
    public void endUpdate() {
        network.clearLayerMaskArrays();
        network.clearLayersStates();
        network.setInput(null);
        network.setLabels(null);
    }

    @Override
    public INDArray predict(INDArray inputs, @Nullable INDArray mask) {
        INDArray result = network.output(inputs, false, mask, null);
        network.setInput(null);
        return result;
    }

    @Override
    public void progress(int iteration, int epoch) {
        network.setIterationCount(iteration);
        network.setEpochCount(epoch);
    }
}
