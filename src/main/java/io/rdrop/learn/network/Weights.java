package io.rdrop.learn.network;

import io.rdrop.learn.table.StateArrays;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;

/** A matrix of weights, row-major, with what its optimiser remembers of each. */
final class Weights {
    final int width;
    final float[] values;
    private final float[] state;

    Weights(int rows, int width, StepRule rule) {
        this.width = width;
        values = new float[Math.multiplyExact(rows, width)];
        state = new float[rule.hasState() ? values.length : 0];
    }

    /** Draws the first rows from N(0, deviation^2) and sets the others to 0. */
    void draw(Random random, int rows, double deviation) {
        Arrays.fill(values, 0);
        Arrays.fill(state, 0);
        for (int i = 0; i < rows * width; i++) {
            values[i] = (float) (deviation * random.nextGaussian());
        }
    }

    /** Moves a row. */
    void step(int row, float[] gradient, StepRule rule) {
        rule.apply(values, state, row * width, gradient, width);
    }

    void save(DataOutput out) throws IOException {
        StateArrays.write(values, values.length, out);
        StateArrays.write(state, state.length, out);
    }

    void restore(DataInput in) throws IOException {
        if (StateArrays.read(in, values) != values.length || StateArrays.read(in, state) != state.length) {
            throw new IOException("weights must be " + values.length + " but there were others");
        }
    }
}
