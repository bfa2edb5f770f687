package io.rdrop.learn.tagging;

import io.rdrop.learn.table.StateArrays;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;

/** A matrix that learns with Adam (Kingma and Ba 2015); rows of float32. */
final class AdamWeights {
    private static final double KEEP_MEAN = 0.9;
    private static final double KEEP_SQUARE = 0.999;
    private static final float EPSILON = 1e-8f;
    private static final int ARRAYS = 3;

    final float[][] values;
    /** Added up until the next step. */
    final float[][] gradient;

    private final float[][] means;
    private final float[][] squares;
    private final int columns;

    AdamWeights(int rows, int columns) {
        this.columns = columns;
        values = new float[rows][columns];
        gradient = new float[rows][columns];
        means = new float[rows][columns];
        squares = new float[rows][columns];
    }

    /** Begins anew, with values of a normal distribution. */
    void draw(Random random, double deviation) {
        for (int i = 0; i < values.length; i++) {
            for (int k = 0; k < columns; k++) {
                values[i][k] = (float) (deviation * random.nextGaussian());
            }
            Arrays.fill(gradient[i], 0);
            Arrays.fill(means[i], 0);
            Arrays.fill(squares[i], 0);
        }
    }

    /** What the first steps, whose means begin at 0, are multiplied by; {@code step} counts from 1. */
    static float rate(double rate, long step) {
        return (float) (rate
                * Math.sqrt(1 - StrictMath.pow(KEEP_SQUARE, (double) step))
                / (1 - StrictMath.pow(KEEP_MEAN, (double) step)));
    }

    /** Moves against the gradient, which is 0 afterwards. */
    void step(float rate) {
        for (int i = 0; i < values.length; i++) {
            step(values[i], gradient[i], means[i], squares[i], rate, columns);
        }
    }

    private static void step(float[] values, float[] gradient, float[] means, float[] squares, float rate, int count) {
        float keepMean = (float) KEEP_MEAN;
        float keepSquare = (float) KEEP_SQUARE;
        for (int i = 0; i < count; i++) {
            float g = gradient[i];
            float mean = keepMean * means[i] + (1 - keepMean) * g;
            float square = keepSquare * squares[i] + (1 - keepSquare) * g * g;
            means[i] = mean;
            squares[i] = square;
            values[i] -= rate * mean / ((float) Math.sqrt(square) + EPSILON);
            gradient[i] = 0;
        }
    }

    void transpose(float[][] into) {
        for (int i = 0; i < values.length; i++) {
            float[] row = values[i];
            for (int k = 0; k < columns; k++) {
                into[k][i] = row[k];
            }
        }
    }

    long size() {
        return (long) values.length * columns;
    }

    /** Of what is written. */
    long bytes() {
        return ARRAYS * Float.BYTES * size();
    }

    void save(DataOutput out) throws IOException {
        for (int i = 0; i < values.length; i++) {
            StateArrays.write(values[i], columns, out);
            StateArrays.write(means[i], columns, out);
            StateArrays.write(squares[i], columns, out);
        }
    }

    void restore(DataInput in) throws IOException {
        for (int i = 0; i < values.length; i++) {
            for (float[] row : new float[][] {values[i], means[i], squares[i]}) {
                if (StateArrays.read(in, row) != columns) {
                    throw new IOException("a row of weights must have " + columns + " values but had others");
                }
            }
            Arrays.fill(gradient[i], 0);
        }
    }
}
