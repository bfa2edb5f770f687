package io.rdrop.learn.tagging;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * One direction of an LSTM over the tokens of one sentence, in several passes at a time (Hochreiter and Schmidhuber
 * 1997; Gers et al. 2000):
 *
 * <pre>
 *   [i f o] = logistic(x W + h U + b),  g = tanh(...),  c' = f c + i g,  h' = o tanh(c')
 * </pre>
 *
 * Row {@code token * passes + pass} of each matrix belongs to a token in a pass. Weights begin as N(0, 1 / inputs), the
 * bias of the forget gate at 1.
 */
final class Lstm {
    private static final int GATES = 4;

    private final int inputs;
    private final int units;
    private final int gates;
    private final boolean isBackward;
    private final AdamWeights input;
    private final AdamWeights recurrent;
    private final AdamWeights bias;
    private final float[][] inputTransposed;
    private final float[][] recurrentTransposed;
    /** After their activations, in the order i, f, o, g. */
    private float[][] gate = {};

    private float[][] cell = {};
    private float[][] cellTanh = {};
    /** What leaves it. */
    private float[][] hidden = {};

    private float[][] gateGradient = {};
    private float[][] hiddenGradient = {};
    private float[][] cellGradient = {};
    private final float[] noCell;

    /** @param isBackward from the last token to the first */
    Lstm(int inputs, int units, boolean isBackward) {
        this.inputs = inputs;
        this.units = units;
        this.isBackward = isBackward;
        gates = GATES * units;
        input = new AdamWeights(inputs, gates);
        recurrent = new AdamWeights(units, gates);
        bias = new AdamWeights(1, gates);
        inputTransposed = new float[gates][inputs];
        recurrentTransposed = new float[gates][units];
        noCell = new float[units];
    }

    void draw(Random random) {
        input.draw(random, Math.sqrt(1.0 / inputs));
        recurrent.draw(random, Math.sqrt(1.0 / units));
        bias.draw(random, 0);
        Arrays.fill(bias.values[0], units, 2 * units, 1);
    }

    /** All weights. */
    List<AdamWeights> weights() {
        return List.of(input, recurrent, bias);
    }

    /** What left it in a row. */
    float[] hidden(int row) {
        return hidden[row];
    }

    private int token(int step, int tokens) {
        return isBackward ? tokens - 1 - step : step;
    }

    /** @param x [tokens * passes][inputs] */
    void forward(float[][] x, int tokens, int passes) {
        int rows = tokens * passes;
        gate = Products.room(gate, rows, gates);
        cell = Products.room(cell, rows, units);
        cellTanh = Products.room(cellTanh, rows, units);
        hidden = Products.room(hidden, rows, units);
        for (int row = 0; row < rows; row++) {
            System.arraycopy(bias.values[0], 0, gate[row], 0, gates);
        }
        Products.add(x, 0, rows, inputs, input.values, 0, gate, 0, gates);
        for (int step = 0; step < tokens; step++) {
            int from = token(step, tokens) * passes;
            int before = step == 0 ? -1 : token(step - 1, tokens) * passes;
            if (before >= 0) {
                Products.add(hidden, before, passes, units, recurrent.values, 0, gate, from, gates);
            }
            for (int p = 0; p < passes; p++) {
                float[] of = gate[from + p];
                Activations.logistic(of, 0, gates - units);
                Activations.tanh(of, gates - units, gates);
                float[] tanh = cellTanh[from + p];
                remember(of, before < 0 ? noCell : cell[before + p], cell[from + p], tanh);
                Activations.tanh(tanh, 0, units);
                emit(of, tanh, hidden[from + p]);
            }
        }
    }

    private void remember(float[] of, float[] before, float[] now, float[] copy) {
        for (int i = 0; i < units; i++) {
            float value = of[i] * of[3 * units + i] + of[units + i] * before[i];
            now[i] = value;
            copy[i] = value;
        }
    }

    private void emit(float[] of, float[] tanh, float[] into) {
        for (int i = 0; i < units; i++) {
            into[i] = of[2 * units + i] * tanh[i];
        }
    }

    /**
     * Adds up the gradients of the weights, after {@link #forward} of the same.
     *
     * @param outer [rows][units] gradient of what left it
     * @param ofX [rows][inputs] gradient of x, added to
     */
    void backward(float[][] x, float[][] outer, int tokens, int passes, float[][] ofX) {
        int rows = tokens * passes;
        gateGradient = Products.room(gateGradient, rows, gates);
        hiddenGradient = Products.room(hiddenGradient, passes, units);
        cellGradient = Products.room(cellGradient, passes, units);
        Products.clear(hiddenGradient, passes);
        Products.clear(cellGradient, passes);
        recurrent.transpose(recurrentTransposed);
        input.transpose(inputTransposed);
        for (int step = tokens - 1; step >= 0; step--) {
            int from = token(step, tokens) * passes;
            int before = step == 0 ? -1 : token(step - 1, tokens) * passes;
            for (int p = 0; p < passes; p++) {
                backward(from + p, before < 0 ? noCell : cell[before + p], outer[from + p], p);
            }
            if (before >= 0) {
                Products.clear(hiddenGradient, passes);
                Products.add(gateGradient, from, passes, gates, recurrentTransposed, 0, hiddenGradient, 0, units);
            }
        }
        Products.add(gateGradient, 0, rows, gates, inputTransposed, 0, ofX, 0, inputs);
        Products.addTransposed(x, 0, inputs, rows, gateGradient, 0, input.gradient, gates);
        int earlier = isBackward ? passes : 0;
        Products.addTransposed(
                hidden, earlier, units, rows - passes, gateGradient, passes - earlier, recurrent.gradient, gates);
        for (int row = 0; row < rows; row++) {
            Products.add(1, gateGradient[row], bias.gradient[0], gates);
        }
    }

    private void backward(int row, float[] before, float[] outer, int pass) {
        float[] of = gate[row];
        float[] tanh = cellTanh[row];
        float[] into = gateGradient[row];
        float[] ofHidden = hiddenGradient[pass];
        float[] ofCell = cellGradient[pass];
        for (int i = 0; i < units; i++) {
            float in = of[i];
            float forget = of[units + i];
            float out = of[2 * units + i];
            float value = of[3 * units + i];
            float t = tanh[i];
            float h = outer[i] + ofHidden[i];
            float c = ofCell[i] + h * out * (1 - t * t);
            into[i] = c * value * in * (1 - in);
            into[units + i] = c * before[i] * forget * (1 - forget);
            into[2 * units + i] = h * t * out * (1 - out);
            into[3 * units + i] = c * in * (1 - value * value);
            ofCell[i] = c * forget;
        }
    }
}
