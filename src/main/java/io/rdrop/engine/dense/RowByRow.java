package io.rdrop.engine.dense;

import java.util.Arrays;
import java.util.List;

/**
 * Predicts by dense layers, each row with the additions that it has alone, in the same order: BLAS rounds a row
 * otherwise in company. Weights are copied to where a loop over units is vector instructions; inputs that are 0 cost
 * nothing. Not thread-safe.
 */
final class RowByRow {
    /** Of larger networks the copy would cost more than it saves. */
    private static final long MOST_PARAMETERS = 1 << 18;

    private final List<PlannedLayer> layers;
    /** [layers][inputs][units] */
    private final float[][][] weights;
    /** [layers][units] */
    private final float[][] biases;
    /** [layers][units] of the row at hand. */
    private final float[][] outputs;

    private final float[] slopes;
    private final float[] row;
    /** Which inputs of a layer are not 0, and what they are. */
    private final int[] active;

    private final float[] values;
    private boolean isCurrent;

    /** Layers are views that stay valid as long as this is used. */
    RowByRow(List<PlannedLayer> layers) {
        this.layers = layers;
        weights = layers.stream()
                .map(layer -> new float[layer.inputs()][layer.units()])
                .toArray(float[][][]::new);
        biases = layers.stream().map(layer -> new float[layer.units()]).toArray(float[][]::new);
        outputs = layers.stream().map(layer -> new float[layer.units()]).toArray(float[][]::new);
        int widest = layers.stream()
                .mapToInt(layer -> Math.max(layer.inputs(), layer.units()))
                .max()
                .orElseThrow();
        slopes = new float[widest];
        row = new float[layers.get(0).inputs()];
        active = new int[widest];
        values = new float[widest];
    }

    /** Whether a network of so many parameters is predicted by this. */
    static boolean isFor(long parameters) {
        return parameters <= MOST_PARAMETERS;
    }

    /** To be called whenever the parameters have changed. */
    void parametersChanged() {
        isCurrent = false;
    }

    /**
     * Outputs without dropout, before softmax.
     *
     * @param inputs [rows, inputs]
     * @param into [rows, outputs], written
     */
    void predict(float[] inputs, int rows, float[] into) {
        copy();
        int last = layers.size() - 1;
        int classes = layers.get(last).units();
        for (int r = 0; r < rows; r++) {
            System.arraycopy(inputs, r * row.length, row, 0, row.length);
            float[] x = row;
            for (int i = 0; i <= last; i++) {
                x = forward(i, x);
                if (i < last) {
                    layers.get(i).activation().apply(x, x.length, slopes);
                }
            }
            System.arraycopy(x, 0, into, r * classes, classes);
        }
    }

    private float[] forward(int layer, float[] x) {
        int count = 0;
        for (int i = 0; i < weights[layer].length; i++) {
            active[count] = i;
            values[count] = x[i];
            count += x[i] == 0 ? 0 : 1;
        }
        float[] sums = outputs[layer];
        System.arraycopy(biases[layer], 0, sums, 0, sums.length);
        Loops.addRows(values, weights[layer], active, count, sums, sums.length);
        return sums;
    }

    private void copy() {
        if (isCurrent) {
            return;
        }
        float[] ofUnit = new float[slopes.length];
        for (int i = 0; i < layers.size(); i++) {
            PlannedLayer layer = layers.get(i);
            for (int unit = 0; unit < layer.units(); unit++) {
                layer.weights().get(unit * layer.inputs(), ofUnit, 0, layer.inputs());
                for (int input = 0; input < layer.inputs(); input++) {
                    weights[i][input][unit] = ofUnit[input];
                }
            }
            NativeFloats bias = layer.bias();
            if (bias == null) {
                Arrays.fill(biases[i], 0);
            } else {
                bias.get(0, biases[i], 0, layer.units());
            }
        }
        isCurrent = true;
    }
}
