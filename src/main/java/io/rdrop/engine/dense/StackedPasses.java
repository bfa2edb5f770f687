package io.rdrop.engine.dense;

import io.rdrop.engine.DropoutCounter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Passes whose rows have masks of their own: from the first dropout on they are one taller batch. */
record StackedPasses(List<LayerSpace> layers, Prefix prefix, DropoutCounter masks, OutputLoss loss, Scratch scratch)
        implements PassesPlan {
    @Override
    public void backpropagate(
            float[] inputs, int rows, int passes, int iteration, int epoch, float @Nullable [] ofInputs) {
        makeRoom(rows, passes);
        prefix.forward(inputs, rows);
        for (int i = prefix.length(); i < layers.size(); i++) {
            float[] before = i == 0 ? inputs : layers.get(i - 1).outputs;
            drop(i, before, rows, passes, iteration, epoch);
            layers.get(i).forward(passes * rows, i < layers.size() - 1);
        }
        outputGradient(rows, passes);
        for (int i = layers.size() - 1; i >= 0; i--) {
            int height = height(i, rows, passes);
            LayerSpace layer = layers.get(i);
            layer.gradients(height, scratch.ones());
            if (i > 0) {
                layer.inputGradient(height, scratch.nativeValues(), scratch.values);
                back(i, rows, passes);
                LayerSpace before = layers.get(i - 1);
                before.sums().put(0, scratch.values, 0, height(i - 1, rows, passes) * before.layer.units());
            } else if (ofInputs != null) {
                layer.inputGradient(height, scratch.nativeValues(), scratch.values);
                int count = rows * layer.layer.inputs();
                if (prefix.length() == 0) {
                    Loops.sumBlocks(scratch.values, layer.mask, passes, count);
                }
                System.arraycopy(scratch.values, 0, ofInputs, 0, count);
            }
        }
    }

    private void makeRoom(int rows, int passes) {
        boolean lost = false;
        for (int i = 0; i < layers.size(); i++) {
            lost |= layers.get(i).ensure(height(i, rows, passes));
        }
        scratch.ensure(passes * rows);
        if (lost) {
            prefix.forget();
        }
    }

    /** Rows that a layer computes. */
    private int height(int layer, int rows, int passes) {
        return layer < prefix.length() ? rows : passes * rows;
    }

    /** What goes into a layer: the outputs before it, stacked if the prefix ends there, and dropped if it drops. */
    private void drop(int i, float[] before, int rows, int passes, int iteration, int epoch) {
        LayerSpace layer = layers.get(i);
        int count = rows * layer.layer.inputs();
        PlannedLayer.Dropout dropout = layer.layer.dropout();
        if (dropout == null) {
            layer.inputs().put(0, before, 0, passes * count);
            return;
        }
        double retain = dropout.retain().at(iteration, epoch);
        for (int pass = 0; pass < passes; pass++) {
            masks.fill(dropout.index(), retain, pass, rows, layer.layer.inputs(), layer.mask, pass * count);
            int from = i == prefix.length() ? 0 : pass * count;
            Loops.multiply(before, from, layer.mask, pass * count, scratch.values, count);
            layer.inputs().put(pass * count, scratch.values, 0, count);
        }
    }

    private void outputGradient(int rows, int passes) {
        LayerSpace last = layers.get(layers.size() - 1);
        int count = rows * last.layer.units();
        boolean isShared = prefix.length() == layers.size();
        System.arraycopy(last.outputs, 0, scratch.values, 0, isShared ? count : passes * count);
        for (int pass = 1; isShared && pass < passes; pass++) {
            System.arraycopy(last.outputs, 0, scratch.values, pass * count, count);
        }
        loss.toGradient(scratch.values, rows, passes);
        if (isShared) {
            Loops.sumBlocks(scratch.values, passes, count);
        }
        last.sums().put(0, scratch.values, 0, height(layers.size() - 1, rows, passes) * last.layer.units());
    }

    /** From the gradient of a layer's inputs to that of the sums before them. */
    private void back(int i, int rows, int passes) {
        LayerSpace layer = layers.get(i);
        LayerSpace before = layers.get(i - 1);
        int count = height(i - 1, rows, passes) * before.layer.units();
        if (i == prefix.length()) {
            Loops.sumBlocks(scratch.values, layer.mask, passes, count);
            Loops.scale(scratch.values, before.slopes, count);
        } else if (layer.layer.dropout() != null) {
            Loops.scale(scratch.values, before.slopes, layer.mask, count);
        } else {
            Loops.scale(scratch.values, before.slopes, count);
        }
    }

    @Override
    public void close() {
        // Works in the memory of the layers.
    }
}
