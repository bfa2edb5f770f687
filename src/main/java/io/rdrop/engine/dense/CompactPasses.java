package io.rdrop.engine.dense;

import io.rdrop.engine.DropoutCounter;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Passes whose rows share their masks: what a pass drops is in no product of that pass (Graham et al. 2015, Efficient
 * batchwise dropout). The layer before the first dropout computes the units that any pass keeps, once.
 */
final class CompactPasses implements PassesPlan {
    private final List<LayerSpace> layers;
    private final Prefix prefix;
    private final DropoutCounter masks;
    private final OutputLoss loss;
    private final Scratch scratch;
    private final int first;

    /** By layer and pass; of the last layer of the prefix the one that all share, of those before it none. */
    private final CompactPass[][] passes;

    /** The last layer of the prefix, without what no pass keeps; null if there is none. */
    private final @Nullable CompactPass shared;

    private final int[] placeInShared;
    private final int[] columns;
    private final float[] mask;
    private final CompactWeights[] movers;
    private final float[] room;
    private final float[] bias;
    private int capacity;

    /** @param most passes of a step at most */
    CompactPasses(
            List<LayerSpace> layers, Prefix prefix, DropoutCounter masks, OutputLoss loss, Scratch scratch, int most) {
        this.layers = layers;
        this.prefix = prefix;
        this.masks = masks;
        this.loss = loss;
        this.scratch = scratch;
        this.first = prefix.length();
        this.passes = new CompactPass[layers.size()][];
        for (int i = 0; i < layers.size(); i++) {
            passes[i] = new CompactPass[i < first ? 0 : most];
        }
        for (int pass = 0; pass < most; pass++) {
            Kept in = new Kept(layer(first).inputs());
            for (int i = first; i < layers.size(); i++) {
                in.keepAll();
                Kept out = new Kept(layer(i).units());
                out.keepAll();
                passes[i][pass] = new CompactPass(layer(i), in, out);
                in = out;
            }
        }
        int width = layer(first).inputs();
        if (first == 0) {
            shared = null;
        } else {
            Kept in = new Kept(layer(first - 1).inputs());
            in.keepAll();
            shared = new CompactPass(layer(first - 1), in, new Kept(width));
            passes[first - 1] = new CompactPass[] {shared};
        }
        movers = layers.stream().map(space -> new CompactWeights(space.layer)).toArray(CompactWeights[]::new);
        placeInShared = new int[width];
        columns = new int[width];
        mask = new float[most * widest(layers)];
        room = new float[widest(layers)];
        bias = new float[widest(layers)];
    }

    private static int widest(List<LayerSpace> layers) {
        return layers.stream()
                .mapToInt(space -> Math.max(space.layer.inputs(), space.layer.units()))
                .max()
                .orElseThrow();
    }

    private PlannedLayer layer(int i) {
        return layers.get(i).layer;
    }

    @Override
    public void backpropagate(
            float[] inputs, int rows, int count, int iteration, int epoch, float @Nullable [] ofInputs) {
        makeRoom(rows, count);
        draw(count, iteration, epoch);
        forwardShared(inputs, rows);
        for (int i = first; i < layers.size(); i++) {
            movers[i].gather(layer(i).weights(), passes[i], count);
            readBias(i);
            for (int pass = 0; pass < count; pass++) {
                CompactPass at = passes[i][pass];
                intoPass(i, pass, inputs, rows);
                at.forward(rows, at.inputs(), biasOf(i), i < layers.size() - 1);
            }
        }
        outputGradient(rows, count);
        if (ofInputs != null) {
            Arrays.fill(ofInputs, 0, rows * layer(0).inputs(), 0);
        }
        for (int i = layers.size() - 1; i >= first; i--) {
            back(i, rows, count, ofInputs);
        }
        backShared(rows, ofInputs);
    }

    private void makeRoom(int rows, int count) {
        scratch.ensure(count * rows);
        boolean lost = false;
        for (int i = 0; i < first; i++) {
            lost |= layers.get(i).ensure(rows);
        }
        if (lost) {
            prefix.forget();
        }
        if (rows > capacity) {
            capacity = rows;
            for (int i = first; i < layers.size(); i++) {
                for (CompactPass pass : passes[i]) {
                    pass.room(rows);
                }
            }
            if (shared != null) {
                shared.room(rows);
            }
        }
    }

    /** Which units each pass keeps. */
    private void draw(int count, int iteration, int epoch) {
        for (int i = first; i < layers.size(); i++) {
            PlannedLayer.Dropout dropout = layer(i).dropout();
            if (dropout == null) {
                continue;
            }
            double retain = dropout.retain().at(iteration, epoch);
            int width = layer(i).inputs();
            for (int pass = 0; pass < count; pass++) {
                masks.fill(dropout.index(), retain, pass, 1, width, mask, pass * width);
                CompactPass at = passes[i][pass];
                at.in.keepWhere(mask, pass * width);
                at.scale = at.in.count() == 0 ? 0 : mask[pass * width + at.in.unit(0)];
            }
            if (i == first && shared != null) {
                shared.out.keepWhereAny(mask, count);
                for (int k = 0; k < shared.out.count(); k++) {
                    placeInShared[shared.out.unit(k)] = k;
                }
            }
        }
    }

    private void readBias(int i) {
        NativeFloats biases = layer(i).bias();
        if (biases != null) {
            biases.get(0, bias, 0, layer(i).units());
        }
    }

    /** Outputs of the prefix that some pass keeps, from a prediction of the same rows if there was one. */
    private void forwardShared(float[] inputs, int rows) {
        if (shared == null) {
            return;
        }
        LayerSpace whole = layers.get(first - 1);
        boolean isThere = prefix.holds(inputs, rows);
        if (!isThere) {
            prefix.forwardAllButLast(inputs, rows);
        }
        if (!isThere || first > 1) {
            movers[first - 1].gather(layer(first - 1).weights(), passes[first - 1], 1);
            readBias(first - 1);
        }
        int width = layer(first - 1).units();
        if (isThere) {
            for (int row = 0; row < rows; row++) {
                shared.out.gather(whole.outputs, row * width, shared.outputs, row * shared.out.count());
                shared.out.gather(whole.slopes, row * width, shared.slopes, row * shared.out.count());
            }
        } else {
            shared.forward(rows, whole.inputs(), biasOf(first - 1), true);
        }
    }

    /** What goes into a layer in one pass. */
    private void intoPass(int i, int pass, float[] inputs, int rows) {
        CompactPass at = passes[i][pass];
        int width = at.in.count();
        float[] values = scratch.values;
        if (i > first) {
            float[] before = passes[i - 1][pass].outputs;
            for (int k = 0; k < rows * width; k++) {
                values[k] = before[k] * at.scale;
            }
        } else {
            float[] before = shared == null ? inputs : shared.outputs;
            int stride = shared == null ? layer(0).inputs() : shared.out.count();
            int[] from = columns(at.in);
            for (int row = 0; row < rows; row++) {
                for (int k = 0; k < width; k++) {
                    values[row * width + k] = before[row * stride + from[k]] * at.scale;
                }
            }
        }
        at.inputs().put(0, values, 0, rows * width);
    }

    /** Where the units that a pass keeps stand in the shared outputs, or in the inputs. */
    private int[] columns(Kept in) {
        for (int k = 0; k < in.count(); k++) {
            columns[k] = shared == null ? in.unit(k) : placeInShared[in.unit(k)];
        }
        return columns;
    }

    private float @Nullable [] biasOf(int i) {
        return layer(i).bias() == null ? null : bias;
    }

    private void outputGradient(int rows, int count) {
        CompactPass[] last = passes[layers.size() - 1];
        int block = rows * layer(layers.size() - 1).units();
        for (int pass = 0; pass < count; pass++) {
            System.arraycopy(last[pass].outputs, 0, scratch.values, pass * block, block);
        }
        loss.toGradient(scratch.values, rows, count);
        for (int pass = 0; pass < count; pass++) {
            last[pass].sums().put(0, scratch.values, pass * block, block);
        }
    }

    private void back(int i, int rows, int count, float @Nullable [] ofInputs) {
        clearBias(i);
        if (i == first && shared != null) {
            // Outputs are not needed any more; what the passes make of their gradient is added up here.
            Arrays.fill(shared.outputs, 0, rows * shared.out.count(), 0);
        }
        for (int pass = 0; pass < count; pass++) {
            CompactPass at = passes[i][pass];
            if (i > first) {
                at.inputGradient(rows, scratch.nativeValues(), scratch.values);
                CompactPass before = passes[i - 1][pass];
                Loops.scale(scratch.values, before.slopes, rows * at.in.count());
                before.sums().put(0, scratch.values, 0, rows * at.in.count());
            } else if (shared != null) {
                at.inputGradient(rows, scratch.nativeValues(), scratch.values);
                scatterAdd(at.in, rows, shared.outputs, shared.out.count());
            } else if (ofInputs != null) {
                at.inputGradient(rows, scratch.nativeValues(), scratch.values);
                scatterAdd(at.in, rows, ofInputs, layer(0).inputs());
            }
            at.gradients(rows, at.inputs(), scratch.ones(), room, biasOf(i));
        }
        putGradients(i, count);
    }

    /** What one pass makes of the gradient of what all share. */
    private void scatterAdd(Kept in, int rows, float[] into, int stride) {
        int[] to = columns(in);
        int width = in.count();
        for (int row = 0; row < rows; row++) {
            for (int k = 0; k < width; k++) {
                into[row * stride + to[k]] += scratch.values[row * width + k];
            }
        }
    }

    private void backShared(int rows, float @Nullable [] ofInputs) {
        if (shared == null) {
            return;
        }
        int count = rows * shared.out.count();
        Loops.scale(shared.outputs, shared.slopes, count);
        shared.sums().put(0, shared.outputs, 0, count);
        if (first > 1) {
            shared.inputGradient(rows, scratch.nativeValues(), scratch.values);
            intoSums(first - 2, rows);
        } else if (ofInputs != null) {
            shared.inputGradient(rows, scratch.nativeValues(), ofInputs);
        }
        clearBias(first - 1);
        NativeFloats from = layers.get(first - 1).inputs();
        shared.gradients(rows, from, scratch.ones(), room, biasOf(first - 1));
        putGradients(first - 1, 1);
        for (int i = first - 2; i >= 0; i--) {
            layers.get(i).gradients(rows, scratch.ones());
            if (i > 0) {
                layers.get(i).inputGradient(rows, scratch.nativeValues(), scratch.values);
                intoSums(i - 1, rows);
            } else if (ofInputs != null) {
                layers.get(0).inputGradient(rows, scratch.nativeValues(), ofInputs);
            }
        }
    }

    private void intoSums(int i, int rows) {
        LayerSpace layer = layers.get(i);
        int count = rows * layer.layer.units();
        Loops.scale(scratch.values, layer.slopes, count);
        layer.sums().put(0, scratch.values, 0, count);
    }

    private void clearBias(int i) {
        Arrays.fill(bias, 0, layer(i).units(), 0);
    }

    private void putGradients(int i, int count) {
        movers[i].scatter(passes[i], count, layer(i).weightGradient());
        NativeFloats ofBias = layer(i).biasGradient();
        if (ofBias != null) {
            ofBias.put(0, bias, 0, layer(i).units());
        }
    }

    @Override
    public void close() {
        for (CompactPass[] ofLayer : passes) {
            for (CompactPass pass : ofLayer) {
                pass.close();
            }
        }
    }
}
