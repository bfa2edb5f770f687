package io.rdrop.engine.dense;

import io.rdrop.engine.DropoutCounter;
import java.util.List;

/**
 * A dense network whose step is planned: what all dropout passes share is computed once, and everything happens in
 * memory that is there already. Layers before the first dropout (the prefix) see each row once; from there on passes
 * are stacked. On the way back the gradients of the passes are added before the one product that gives the prefix its
 * own. A prediction leaves the prefix of its rows behind, and an update on the same rows takes it up.
 *
 * <p>Not thread-safe. Owns its scratch memory, not that of the layers.
 */
public final class PlannedNetwork implements WholeNetwork {
    private final List<LayerSpace> layers;
    private final PassesPlan plan;
    private final Scratch scratch;
    private final Prefix prefix;

    /**
     * Layers are views that stay valid as long as the network is used; masks and loss are those of the step at hand.
     */
    public PlannedNetwork(List<PlannedLayer> layers, DropoutCounter masks, OutputLoss loss) {
        this.layers = layers.stream().map(LayerSpace::new).toList();
        this.scratch = new Scratch(layers);
        this.prefix = new Prefix(this.layers);
        this.plan = masks.isPerBatch() && prefix.length() < layers.size()
                ? new CompactPasses(this.layers, prefix, masks, loss, scratch, masks.passes())
                : new StackedPasses(this.layers, prefix, masks, loss, scratch);
    }

    @Override
    public void predict(float[] inputs, int rows, float[] outputs) {
        boolean lost = false;
        for (LayerSpace layer : layers) {
            lost |= layer.ensure(rows);
        }
        if (lost) {
            prefix.forget();
        }
        prefix.forward(inputs, rows);
        for (int i = prefix.length(); i < layers.size(); i++) {
            LayerSpace layer = layers.get(i);
            if (i == 0) {
                layer.inputs().put(0, inputs, 0, rows * layer.layer.inputs());
            } else {
                layer.inputs().put(0, layers.get(i - 1).outputs, 0, rows * layer.layer.inputs());
            }
            layer.forward(rows, i < layers.size() - 1);
        }
        LayerSpace last = layers.get(layers.size() - 1);
        System.arraycopy(last.outputs, 0, outputs, 0, rows * last.layer.units());
    }

    @Override
    public void backpropagate(float[] inputs, int rows, int passes, int iteration, int epoch) {
        plan.backpropagate(inputs, rows, passes, iteration, epoch, null);
    }

    /** As {@link #backpropagate(float[], int, int, int, int)}, with the gradient of the inputs, added up. */
    void backpropagate(float[] inputs, int rows, int passes, int iteration, int epoch, float[] ofInputs) {
        plan.backpropagate(inputs, rows, passes, iteration, epoch, ofInputs);
    }

    @Override
    public void parametersChanged() {
        prefix.forget();
    }

    @Override
    public void close() {
        plan.close();
        layers.forEach(LayerSpace::close);
        scratch.close();
    }
}
