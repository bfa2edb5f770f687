package io.rdrop.learn.network;

import io.rdrop.learn.table.StateArrays;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;

/**
 * A matrix of weights with what its optimiser remembers of each. Its rows are arrays: loops over parts of one array that begin at
 * different places would not become vector instructions.
 */
final class Weights {
    final int width;
    final float[][] values;
    private final float[][] state;

    Weights(int rows, int width, StepRule rule) {
        this.width = width;
        values = new float[rows][width];
        state = new float[rows][rule.hasState() ? width : 0];
    }

    /** Draws the first rows from N(0, deviation^2) and sets the others to 0. */
    void draw(Random random, int rows, double deviation) {
        for (int row = 0; row < values.length; row++) {
            Arrays.fill(state[row], 0);
            for (int i = 0; i < width; i++) {
                values[row][i] = row < rows ? (float) (deviation * random.nextGaussian()) : 0;
            }
        }
    }

    /** Moves a row whose gradient is factor * others. */
    void step(int row, float factor, float[] others, StepRule rule) {
        rule.apply(values[row], state[row], factor, others, width);
    }

    long size() {
        return (long) values.length * width;
    }

    void save(DataOutput out) throws IOException {
        out.writeInt(values.length);
        for (int row = 0; row < values.length; row++) {
            StateArrays.write(values[row], width, out);
            StateArrays.write(state[row], state[row].length, out);
        }
    }

    void restore(DataInput in) throws IOException {
        int rows = in.readInt();
        if (rows != values.length) {
            throw new IOException("weights must have " + values.length + " rows but had " + rows);
        }
        for (int row = 0; row < rows; row++) {
            if (StateArrays.read(in, values[row]) != width || StateArrays.read(in, state[row]) != state[row].length) {
                throw new IOException("a row of weights must have " + width + " values but had others");
            }
        }
    }
}
