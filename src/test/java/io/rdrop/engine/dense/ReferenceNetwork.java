package io.rdrop.engine.dense;

import io.rdrop.config.Activation;
import io.rdrop.config.RDropConfig;
import io.rdrop.engine.DropoutCounter;
import io.rdrop.engine.ModelSpec;
import io.rdrop.objective.Reduction;
import io.rdrop.tensor.TensorBatch;
import java.util.Arrays;

/**
 * An mlp in float64 and plain loops: forward, R-Drop loss by its definition, backward. Shares with the engine only the
 * dropout masks and the order of the parameters: layer by layer weights [in, out] column-major, then biases.
 */
final class ReferenceNetwork {
    private static final double H = 1e-6;

    private final ModelSpec spec;
    private final int[] widths;
    private final double[] parameters;
    private final DropoutCounter masks;
    private final boolean isPlain;

    /** The loss of the latest gradient. */
    double fit;

    double consistency;

    /**
     * @param masks of the step at hand
     * @param isPlain whether it is a step of one pass
     */
    ReferenceNetwork(ModelSpec spec, double[] parameters, DropoutCounter masks, boolean isPlain) {
        this.spec = spec;
        this.parameters = parameters;
        this.masks = masks;
        this.isPlain = isPlain;
        int hidden = spec.model().hidden().size();
        widths = new int[hidden + 2];
        widths[0] = spec.shapes().inputs();
        for (int i = 0; i < hidden; i++) {
            widths[i + 1] = spec.model().hidden().get(i);
        }
        widths[hidden + 1] = spec.shapes().outputs();
    }

    private int passes() {
        return isPlain ? 1 : spec.rDrop().passes();
    }

    double loss(double alpha) {
        return fit + alpha * consistency;
    }

    /** d loss / d parameters. */
    double[] gradient(TensorBatch batch, double alpha) {
        fit = 0;
        consistency = 0;
        double[] gradient = new double[parameters.length];
        float[][][] mask = masks(batch.rows());
        int layers = widths.length - 1;
        for (int row = 0; row < batch.rows(); row++) {
            double[][][] inputs = new double[passes()][layers][];
            double[][][] sums = new double[passes()][layers][];
            double[][] outputs = new double[passes()][];
            for (int pass = 0; pass < passes(); pass++) {
                outputs[pass] = forward(batch, row, mask[pass], inputs[pass], sums[pass]);
            }
            double[][] delta = loss(outputs, batch, row, alpha);
            for (int pass = 0; pass < passes(); pass++) {
                backward(delta[pass], row, mask[pass], inputs[pass], sums[pass], gradient);
            }
        }
        return gradient;
    }

    /** By pass and layer; 1 where there is no dropout. */
    private float[][][] masks(int rows) {
        float[][][] mask = new float[passes()][widths.length - 1][];
        int dropout = 0;
        for (int l = 0; l < widths.length - 1; l++) {
            double retain =
                    1 - (l == 0 ? spec.model().inputDropout() : spec.model().dropout());
            for (int pass = 0; pass < passes(); pass++) {
                mask[pass][l] = new float[rows * widths[l]];
                Arrays.fill(mask[pass][l], 1);
                if (retain < 1) {
                    masks.fill(dropout, retain, pass, rows, widths[l], mask[pass][l], 0);
                }
            }
            dropout += retain < 1 ? 1 : 0;
        }
        return mask;
    }

    private double[] forward(TensorBatch batch, int row, float[][] mask, double[][] inputs, double[][] sums) {
        double[] values = new double[widths[0]];
        for (int i = 0; i < widths[0]; i++) {
            values[i] = batch.inputs()[row * widths[0] + i];
        }
        int at = 0;
        for (int l = 0; l < sums.length; l++) {
            int in = widths[l];
            inputs[l] = new double[in];
            for (int i = 0; i < in; i++) {
                inputs[l][i] = values[i] * mask[l][row * in + i];
            }
            sums[l] = new double[widths[l + 1]];
            values = new double[widths[l + 1]];
            for (int o = 0; o < values.length; o++) {
                sums[l][o] = parameters[at + in * values.length + o];
                for (int i = 0; i < in; i++) {
                    sums[l][o] += inputs[l][i] * parameters[at + o * in + i];
                }
                values[o] = l < sums.length - 1 ? activation(sums[l][o]) : sums[l][o];
            }
            at += (in + 1) * values.length;
        }
        return values;
    }

    private void backward(
            double[] ofOutputs, int row, float[][] mask, double[][] inputs, double[][] sums, double[] gradient) {
        double[] delta = ofOutputs;
        int at = parameters.length;
        for (int l = sums.length - 1; l >= 0; l--) {
            int in = widths[l];
            at -= (in + 1) * delta.length;
            double[] before = new double[in];
            for (int o = 0; o < delta.length; o++) {
                gradient[at + in * delta.length + o] += delta[o];
                for (int i = 0; i < in; i++) {
                    gradient[at + o * in + i] += delta[o] * inputs[l][i];
                    before[i] += delta[o] * parameters[at + o * in + i];
                }
            }
            for (int i = 0; i < in && l > 0; i++) {
                double slope = (activation(sums[l - 1][i] + H) - activation(sums[l - 1][i] - H)) / (2 * H);
                before[i] *= mask[l][row * in + i] * slope;
            }
            delta = before;
        }
    }

    private double activation(double z) {
        Activation activation = spec.model().activation();
        return switch (activation) {
            case RELU -> Math.max(z, 0);
            case LEAKY_RELU -> Math.max(z, 0.01 * z);
            case ELU -> z > 0 ? z : Math.expm1(z);
            case SELU -> 1.0507009873554805 * (z > 0 ? z : 1.6732632423543772 * Math.expm1(z));
            case GELU -> z / (1 + Math.exp(-1.702 * z));
            case SWISH -> z / (1 + Math.exp(-z));
            case TANH -> Math.tanh(z);
            case SIGMOID -> 1 / (1 + Math.exp(-z));
            case SOFTPLUS -> Math.log1p(Math.exp(z));
        };
    }

    /** Adds the row's share of the loss; returns d loss / d outputs of each pass. */
    private double[][] loss(double[][] outputs, TensorBatch batch, int row, double alpha) {
        RDropConfig rDrop = spec.rDrop();
        double target = batch.targets()[row];
        long labelled = Arrays.stream(batch.targets(), 0, batch.rows())
                .filter(value -> !Double.isNaN(value))
                .count();
        double share = rDrop.reduction() == Reduction.SUM ? 1 : 1.0 / batch.rows();
        double fitShare = rDrop.reduction() == Reduction.MEAN_VALID ? 1.0 / labelled : share;
        double pairShare = passes() == 1 ? 0 : share / (passes() * (passes() - 1));
        double[][] delta = new double[passes()][outputs[0].length];
        double[][] logs = new double[passes()][];
        for (int i = 0; i < passes(); i++) {
            logs[i] = spec.shapes().isClassifier() ? logSoftmax(outputs[i]) : outputs[i];
        }
        for (int i = 0; i < passes(); i++) {
            if (!Double.isNaN(target)) {
                fit(logs[i], target, fitShare, delta[i]);
            }
            for (int j = 0; j < passes(); j++) {
                apart(logs[i], logs[j], pairShare, alpha, delta[i], delta[j]);
            }
        }
        return delta;
    }

    private void fit(double[] output, double target, double share, double[] delta) {
        int classes = output.length;
        double smoothing = spec.rDrop().labelSmoothing();
        for (int c = 0; c < classes; c++) {
            if (spec.shapes().isClassifier()) {
                double wanted = (c == (int) target ? 1 - smoothing : 0) + smoothing / classes;
                fit -= share * wanted * output[c];
                delta[c] += share * (Math.exp(output[c]) - wanted);
            } else {
                double miss = output[c] - (float) target;
                fit += share * miss * miss;
                delta[c] += share * 2 * miss;
            }
        }
    }

    private void apart(double[] a, double[] b, double share, double alpha, double[] deltaA, double[] deltaB) {
        double distance = 0;
        for (int c = 0; c < a.length; c++) {
            distance += spec.shapes().isClassifier() ? Math.exp(a[c]) * (a[c] - b[c]) : (a[c] - b[c]) * (a[c] - b[c]);
        }
        consistency += share * distance;
        for (int c = 0; c < a.length; c++) {
            if (spec.shapes().isClassifier()) {
                deltaA[c] += share * alpha * Math.exp(a[c]) * (a[c] - b[c] - distance);
                deltaB[c] += share * alpha * (Math.exp(b[c]) - Math.exp(a[c]));
            } else {
                deltaA[c] += share * alpha * 2 * (a[c] - b[c]);
                deltaB[c] -= share * alpha * 2 * (a[c] - b[c]);
            }
        }
    }

    private static double[] logSoftmax(double[] logits) {
        double sum = Arrays.stream(logits).map(Math::exp).sum();
        return Arrays.stream(logits).map(logit -> logit - Math.log(sum)).toArray();
    }
}
