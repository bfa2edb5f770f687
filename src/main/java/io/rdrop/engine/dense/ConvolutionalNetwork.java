package io.rdrop.engine.dense;

import io.rdrop.engine.DropoutCounter;
import java.util.Arrays;
import java.util.List;

/**
 * Convolutions, which see each image once however many passes there are, and dense layers behind them, which drop. A
 * prediction leaves what the convolutions gave behind, and an update on the same images takes it up.
 *
 * <p>Not thread-safe. Owns its scratch memory, not the parameters.
 */
final class ConvolutionalNetwork implements WholeNetwork {
    private final List<ConvolutionLayer> layers;
    private final ConvolutionLayer first;
    private final ConvolutionLayer last;
    private final PlannedNetwork dense;
    private float[] images = {};
    private int held;

    /** Dense layers are views; those of the convolutions it closes. */
    ConvolutionalNetwork(
            List<ConvolutionLayer> layers, List<PlannedLayer> dense, DropoutCounter masks, OutputLoss loss) {
        this.layers = layers;
        this.first = layers.get(0);
        this.last = layers.get(layers.size() - 1);
        this.dense = new PlannedNetwork(dense, masks, loss);
    }

    @Override
    public void predict(float[] inputs, int rows, float[] outputs) {
        forward(inputs, rows);
        dense.predict(last.outputs, rows, outputs);
    }

    private void forward(float[] inputs, int rows) {
        int count = Math.multiplyExact(rows, first.sizes().inputs());
        if (held == rows && Arrays.mismatch(inputs, 0, count, images, 0, count) < 0) {
            return;
        }
        held = 0;
        float[] values = inputs;
        for (ConvolutionLayer layer : layers) {
            layer.forward(values, rows);
            values = layer.outputs;
        }
        if (images.length < count) {
            images = new float[count];
        }
        System.arraycopy(inputs, 0, images, 0, count);
        held = rows;
    }

    @Override
    public void backpropagate(float[] inputs, int rows, int passes, int iteration, int epoch) {
        forward(inputs, rows);
        dense.backpropagate(last.outputs, rows, passes, iteration, epoch, last.gradient);
        for (int i = layers.size() - 1; i >= 0; i--) {
            layers.get(i).backward(rows, i == 0 ? null : layers.get(i - 1).gradient);
        }
    }

    @Override
    public void parametersChanged() {
        held = 0;
        dense.parametersChanged();
    }

    @Override
    public void close() {
        layers.forEach(ConvolutionLayer::close);
        dense.close();
    }
}
