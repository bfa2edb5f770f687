package io.rdrop.engine.dense;

import io.rdrop.engine.DropoutCounter;
import io.rdrop.tensor.SparseRows;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A dense network whose inputs are mostly 0: its first layer is a {@link BagTable}, so that a step costs what the
 * inputs that are not 0 cost, however many there are in all. The other layers are a {@link PlannedNetwork}.
 *
 * <p>Not thread-safe. Owns its scratch memory, neither that of the layers nor the table.
 */
public final class BagNetwork implements AutoCloseable {
    private final PlannedLayer first;
    private final BagTable table;
    private final @Nullable PlannedNetwork rest;
    private final OutputLoss loss;
    private final int units;
    private final float[] bias;
    private float[] outputs = {};
    private float[] slopes = {};
    private float[] gradient = {};

    /**
     * Layers are views that stay valid as long as the network is used; the first, without dropout, has the table's
     * weights.
     */
    public BagNetwork(List<PlannedLayer> layers, BagTable table, DropoutCounter masks, OutputLoss loss) {
        this.first = layers.get(0);
        if (first.dropout() != null) {
            throw new IllegalArgumentException("dropout on the inputs of a bag is not planned");
        }
        this.table = table;
        this.rest = layers.size() == 1 ? null : new PlannedNetwork(layers.subList(1, layers.size()), masks, loss);
        this.loss = loss;
        this.units = first.units();
        this.bias = new float[units];
    }

    /** Outputs [rows, outputs] without dropout, before softmax, after so many updates. */
    public void predict(SparseRows rows, int applied, float[] into) {
        forward(rows, applied);
        if (rest == null) {
            System.arraycopy(outputs, 0, into, 0, rows.rows() * units);
        } else {
            rest.predict(outputs, rows.rows(), into);
        }
    }

    /** The first layer, unless it is there for these rows. */
    private void forward(SparseRows rows, int applied) {
        if (table.holds(rows)) {
            return;
        }
        table.read(rows, applied);
        int count = Math.multiplyExact(rows.rows(), units);
        if (outputs.length < count) {
            outputs = new float[count];
            slopes = new float[count];
            gradient = new float[count];
        }
        NativeFloats biases = first.bias();
        if (biases == null) {
            Arrays.fill(outputs, 0, count, 0);
        } else {
            biases.get(0, outputs, 0, units);
            LayerRows.tile(outputs, units, count);
        }
        table.addTo(outputs);
        if (rest != null) {
            first.activation().apply(outputs, count, slopes);
        }
    }

    /** The gradient of one step, in the table and where the other layers say. */
    public void backpropagate(SparseRows rows, int passes, int iteration, int epoch) {
        forward(rows, iteration);
        int count = rows.rows() * units;
        if (rest == null) {
            float[] stacked = new float[passes * count];
            for (int pass = 0; pass < passes; pass++) {
                System.arraycopy(outputs, 0, stacked, pass * count, count);
            }
            loss.toGradient(stacked, rows.rows(), passes);
            Loops.sumBlocks(stacked, passes, count);
            System.arraycopy(stacked, 0, gradient, 0, count);
        } else {
            rest.backpropagate(outputs, rows.rows(), passes, iteration, epoch, gradient);
            Loops.scale(gradient, slopes, count);
        }
        table.gradient(gradient);
        NativeFloats ofBias = first.biasGradient();
        if (ofBias != null) {
            Arrays.fill(bias, 0);
            for (int at = 0; at < count; at += units) {
                for (int unit = 0; unit < units; unit++) {
                    bias[unit] += gradient[at + unit];
                }
            }
            ofBias.put(0, bias, 0, units);
        }
    }

    /** To be called whenever the parameters have changed. */
    public void parametersChanged() {
        table.forget();
        if (rest != null) {
            rest.parametersChanged();
        }
    }

    /** Frees scratch memory. */
    @Override
    public void close() {
        if (rest != null) {
            rest.close();
        }
    }
}
