package io.rdrop.engine.dl4j;

import io.rdrop.engine.DropoutCounter;
import io.rdrop.tensor.TensorBatch;

/**
 * An mlp with tanh units, written out in float64: forward, R-Drop loss by its definition, backward. Shares with the
 * engine only the dropout masks and the order of the parameters.
 */
final class ReferenceMlp {
    private final int[] widths;
    private final double[] parameters;
    private final int passes;
    private final double alpha;
    private final double[] retain;
    private final DropoutCounter masks;

    /**
     * @param widths inputs, hidden sizes, classes
     * @param parameters layer by layer: weights [in, out] column-major, then biases
     * @param retain probability of keeping an input of each layer
     */
    ReferenceMlp(int[] widths, double[] parameters, int passes, double alpha, double[] retain, DropoutCounter masks) {
        this.widths = widths;
        this.parameters = parameters;
        this.passes = passes;
        this.alpha = alpha;
        this.retain = retain;
        this.masks = masks;
    }

    /** d loss / d parameters; the loss goes into {@code loss[0]}. */
    double[] gradient(TensorBatch batch, double[] loss) {
        int layers = widths.length - 1;
        int rows = batch.rows();
        double[] gradient = new double[parameters.length];
        float[][] mask = new float[layers][];
        for (int l = 0, dropout = 0; l < layers; l++) {
            mask[l] = new float[passes * rows * widths[l]];
            java.util.Arrays.fill(mask[l], 1);
            if (retain[l] < 1) {
                masks.fill(dropout++, retain[l], passes * rows, widths[l], mask[l]);
            }
        }
        loss[0] = 0;
        for (int row = 0; row < rows; row++) {
            double[][][] dropped = new double[passes][layers][];
            double[][] logProbabilities = new double[passes][];
            for (int pass = 0; pass < passes; pass++) {
                logProbabilities[pass] = forward(batch, row, pass * rows + row, mask, dropped[pass]);
            }
            double[][] delta = loss(logProbabilities, (int) batch.targets()[row], rows, loss);
            for (int pass = 0; pass < passes; pass++) {
                backward(delta[pass], pass * rows + row, mask, dropped[pass], gradient);
            }
        }
        return gradient;
    }

    private double[] forward(TensorBatch batch, int row, int stackedRow, float[][] mask, double[][] dropped) {
        double[] values = new double[widths[0]];
        for (int i = 0; i < widths[0]; i++) {
            values[i] = batch.inputs()[row * widths[0] + i];
        }
        for (int l = 0, at = 0; l < dropped.length; l++) {
            for (int i = 0; i < widths[l]; i++) {
                values[i] *= mask[l][stackedRow * widths[l] + i];
            }
            dropped[l] = values;
            double[] next = new double[widths[l + 1]];
            for (int o = 0; o < next.length; o++) {
                next[o] = parameters[at + widths[l] * next.length + o];
                for (int i = 0; i < widths[l]; i++) {
                    next[o] += values[i] * parameters[at + o * widths[l] + i];
                }
                next[o] = l < dropped.length - 1 ? Math.tanh(next[o]) : next[o];
            }
            at += (widths[l] + 1) * next.length;
            values = next;
        }
        double sum = 0;
        for (double logit : values) {
            sum += Math.exp(logit);
        }
        for (int c = 0; c < values.length; c++) {
            values[c] -= Math.log(sum);
        }
        return values;
    }

    /**
     * Adds the row's share of the loss; returns d loss / d logits of each pass, from the definition of the KL
     * divergence.
     */
    private double[][] loss(double[][] logP, int label, int rows, double[] loss) {
        int classes = logP[0].length;
        double[][] delta = new double[passes][classes];
        for (int i = 0; i < passes; i++) {
            loss[0] -= logP[i][label] / rows;
            for (int c = 0; c < classes; c++) {
                delta[i][c] += (Math.exp(logP[i][c]) - (c == label ? 1 : 0)) / rows;
            }
            for (int j = 0; j < passes && passes > 1; j++) {
                double weight = alpha / (passes * (passes - 1)) / rows;
                double divergence = 0;
                for (int c = 0; c < classes; c++) {
                    divergence += Math.exp(logP[i][c]) * (logP[i][c] - logP[j][c]);
                }
                loss[0] += weight * divergence;
                for (int c = 0; c < classes; c++) {
                    double p = Math.exp(logP[i][c]);
                    delta[i][c] += weight * p * (logP[i][c] - logP[j][c] - divergence);
                    delta[j][c] += weight * (Math.exp(logP[j][c]) - p);
                }
            }
        }
        return delta;
    }

    private void backward(double[] delta, int stackedRow, float[][] mask, double[][] dropped, double[] gradient) {
        int at = parameters.length;
        for (int l = dropped.length - 1; l >= 0; l--) {
            int in = widths[l];
            at -= (in + 1) * delta.length;
            double[] before = new double[in];
            for (int o = 0; o < delta.length; o++) {
                gradient[at + in * delta.length + o] += delta[o];
                for (int i = 0; i < in; i++) {
                    gradient[at + o * in + i] += delta[o] * dropped[l][i];
                    before[i] += delta[o] * parameters[at + o * in + i];
                }
            }
            for (int i = 0; i < in; i++) {
                double kept = mask[l][stackedRow * in + i];
                double activation = kept == 0 ? 0 : dropped[l][i] / kept;
                before[i] *= kept * (l == 0 ? 1 : 1 - activation * activation);
            }
            delta = before;
        }
    }
}
