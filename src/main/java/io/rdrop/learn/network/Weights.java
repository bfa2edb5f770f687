package io.rdrop.learn.network;

import io.rdrop.learn.table.StateArrays;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;

/**
 * A matrix of weights with what its optimiser remembers. Its rows are arrays: loops over parts of one array that begin
 * at different places would not become vector instructions.
 *
 * <p>The gradient of row i is x_i d, of one vector d for all rows, or x_i d + x'_i d' in two passes, and so on in
 * more. With squares r_i of rows, means over their weights, and c_k of columns, a step is
 *
 * <pre>
 *   w_ik -= rate x_i d_k / sqrt(r_i (0.9 c_k / mean(c) + 0.1))
 * </pre>
 */
final class Weights {
    private static final float EPSILON = 1e-6f;
    /** Part of a column's share that is the same for all: a column that was seldom moved is not moved far. */
    private static final float EVEN = 0.1f;

    final int width;
    final float[][] values;
    private final StepRule rule;
    /** [rows], [width] */
    private final float[] rowSquares;

    private final float[] columnSquares;
    private float columnMean;
    /** d and d', divided by the roots of the columns' shares. */
    private final float[] one;

    private final float[] two;
    /** Means of d d, d d' and d' d'. */
    private float ofOne;

    private float ofBoth;
    private float ofTwo;
    private boolean isTwofold;
    /** In more than two passes: the same as {@link #one} of each, and the means of all products. */
    private float[][] manifold = {};

    private float[][] ofPairs = {};
    /** [rows] of the rows that are moved together. */
    private final float[] factors;

    private final float[] otherFactors;

    Weights(int rows, int width, StepRule rule) {
        this.width = width;
        this.rule = rule;
        values = new float[rows][width];
        rowSquares = new float[rule.isAdaptive() ? rows : 0];
        columnSquares = new float[rule.isAdaptive() ? width : 0];
        one = new float[width];
        two = new float[width];
        factors = new float[rows];
        otherFactors = new float[rows];
    }

    /** Draws the first rows from N(0, deviation^2) and sets the others to 0. */
    void draw(Random random, int rows, double deviation) {
        Arrays.fill(rowSquares, 0);
        Arrays.fill(columnSquares, 0);
        columnMean = 0;
        for (int row = 0; row < values.length; row++) {
            for (int i = 0; i < width; i++) {
                values[row][i] = row < rows ? (float) (deviation * random.nextGaussian()) : 0;
            }
        }
    }

    /** Sets d of the rows that are moved next. */
    void gradient(float[] gradient) {
        gradients(gradient, gradient, 1);
    }

    /**
     * Sets d and d' of the rows that are moved next; one and the same if there is one pass.
     *
     * @param weight of their squares
     */
    void gradients(float[] gradient, float[] other, float weight) {
        isTwofold = gradient != other;
        if (!rule.isAdaptive()) {
            System.arraycopy(gradient, 0, one, 0, width);
            System.arraycopy(other, 0, two, 0, width);
            return;
        }
        ofOne = Vectors.dot(gradient, gradient, width) / width;
        float keep = rule.keep();
        float take = rule.take() * weight;
        if (isTwofold) {
            ofBoth = Vectors.dot(gradient, other, width) / width;
            ofTwo = Vectors.dot(other, other, width) / width;
            columnMean = keep * columnMean + take * (ofOne + ofTwo);
            divide(gradient, other, keep, take, share());
        } else {
            columnMean = keep * columnMean + take * ofOne;
            divide(gradient, keep, take, share());
        }
    }

    /**
     * Sets the d of each pass, of the rows that are moved next.
     *
     * @param gradients [passes][width]
     * @param weight of their squares
     */
    void gradients(float[][] gradients, float weight) {
        int passes = gradients.length;
        if (manifold.length != passes) {
            manifold = new float[passes][width];
            ofPairs = new float[passes][passes];
        }
        if (!rule.isAdaptive()) {
            for (int p = 0; p < passes; p++) {
                System.arraycopy(gradients[p], 0, manifold[p], 0, width);
            }
            return;
        }
        float squares = 0;
        for (int p = 0; p < passes; p++) {
            for (int q = 0; q < passes; q++) {
                ofPairs[p][q] = Vectors.dot(gradients[p], gradients[q], width) / width;
            }
            squares += ofPairs[p][p];
        }
        float take = rule.take() * weight;
        columnMean = rule.keep() * columnMean + take * squares;
        float share = share();
        for (int k = 0; k < width; k++) {
            float sum = 0;
            for (float[] gradient : gradients) {
                sum += gradient[k] * gradient[k];
            }
            columnSquares[k] = rule.keep() * columnSquares[k] + take * sum;
            float root = 1 / (float) Math.sqrt(share * columnSquares[k] + EVEN);
            for (int p = 0; p < passes; p++) {
                manifold[p][k] = gradients[p][k] * root;
            }
        }
    }

    /**
     * Moves a row by all passes of {@link #gradients(float[][], float)}.
     *
     * @param x of the row in pass p, at p * stride + offset
     */
    void step(int row, float[] x, int offset, int stride) {
        int passes = manifold.length;
        float square = 0;
        for (int p = 0; p < passes; p++) {
            for (int q = 0; q < passes; q++) {
                square += x[p * stride + offset] * x[q * stride + offset] * ofPairs[p][q];
            }
        }
        float scale = -scale(row, square);
        for (int p = 0; p < passes; p++) {
            Vectors.add(scale * x[p * stride + offset], manifold[p], values[row], width);
        }
    }

    private float share() {
        return (1 - EVEN) / Math.max(Float.MIN_NORMAL, columnMean);
    }

    private void divide(float[] gradient, float keep, float take, float share) {
        for (int i = 0; i < width; i++) {
            float g = gradient[i];
            float squares = keep * columnSquares[i] + take * (g * g);
            columnSquares[i] = squares;
            one[i] = g / (float) Math.sqrt(share * squares + EVEN);
        }
    }

    private void divide(float[] gradient, float[] other, float keep, float take, float share) {
        for (int i = 0; i < width; i++) {
            float g = gradient[i];
            float h = other[i];
            float squares = keep * columnSquares[i] + take * (g * g + h * h);
            columnSquares[i] = squares;
            float root = 1 / (float) Math.sqrt(share * squares + EVEN);
            one[i] = g * root;
            two[i] = h * root;
        }
    }

    /** Moves a row by one pass. */
    void step(int row, float x) {
        Vectors.add(-scale(row, x * x * ofOne) * x, one, values[row], width);
    }

    /** Moves a row by all passes. */
    void step(int row, float x, float other) {
        if (isTwofold) {
            float scale = -scale(row, x * x * ofOne + 2 * (x * other * ofBoth) + other * other * ofTwo);
            Vectors.add(scale * x, one, scale * other, two, values[row], width);
        } else {
            step(row, x);
        }
    }

    /**
     * Moves rows by one pass, as {@link #step(int, float)} each.
     *
     * @param which distinct rows, the first {@code many}
     */
    void step(int[] which, int many, float[] x) {
        for (int n = 0; n < many; n++) {
            factors[n] = -scale(which[n], x[n] * x[n] * ofOne) * x[n];
        }
        Vectors.move(values, which, many, factors, one, width);
    }

    /** Moves rows by all passes, as {@link #step(int, float, float)} each. */
    void step(int[] which, int many, float[] x, float[] other) {
        if (!isTwofold) {
            step(which, many, x);
            return;
        }
        for (int n = 0; n < many; n++) {
            float square = x[n] * x[n] * ofOne + 2 * (x[n] * other[n] * ofBoth) + other[n] * other[n] * ofTwo;
            float scale = -scale(which[n], square);
            factors[n] = scale * x[n];
            otherFactors[n] = scale * other[n];
        }
        Vectors.move(values, which, many, factors, one, otherFactors, two, width);
    }

    private float scale(int row, float square) {
        if (!rule.isAdaptive()) {
            return rule.rate();
        }
        rowSquares[row] = rule.keep() * rowSquares[row] + rule.take() * square;
        return rule.rate() / ((float) Math.sqrt(rowSquares[row]) + EPSILON);
    }

    long size() {
        return (long) values.length * width;
    }

    void save(DataOutput out) throws IOException {
        out.writeInt(values.length);
        for (float[] row : values) {
            StateArrays.write(row, width, out);
        }
        StateArrays.write(rowSquares, rowSquares.length, out);
        StateArrays.write(columnSquares, columnSquares.length, out);
        out.writeFloat(columnMean);
    }

    void restore(DataInput in) throws IOException {
        int rows = in.readInt();
        if (rows != values.length) {
            throw new IOException("weights must have " + values.length + " rows but had " + rows);
        }
        for (float[] row : values) {
            if (StateArrays.read(in, row) != width) {
                throw new IOException("a row of weights must have " + width + " values but had others");
            }
        }
        if (StateArrays.read(in, rowSquares) != rowSquares.length
                || StateArrays.read(in, columnSquares) != columnSquares.length) {
            throw new IOException("squared gradients must be of " + rows + " rows and " + width + " columns");
        }
        columnMean = in.readFloat();
    }
}
