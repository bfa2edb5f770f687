package io.rdrop.learn.tagging;

import io.rdrop.learn.table.StateArrays;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * A vector for each token: the sum of rows that its hashes choose in a table, scaled. Rows are there from the first
 * sentence on that has such a token, and begin at 0, so that what was never learned says nothing. AdaGrad keeps one sum
 * for a row: of the mean of its squared gradients.
 */
final class TokenVectors {
    private static final float SCALE = 0.3f;
    private static final float START = 1e-6f;
    private static final float EPSILON = 1e-6f;
    private static final float[] NONE = {};

    private final int width;
    private final int shift;
    private final float rate;
    private final float[][] rows;
    private final float[] squares;
    private final float[] sum;
    private int there;

    /** @param bits logarithm of the rows, base 2 */
    TokenVectors(int width, int bits, double rate) {
        this.width = width;
        this.rate = (float) rate;
        shift = Integer.SIZE - bits;
        rows = new float[1 << bits][];
        squares = new float[rows.length];
        sum = new float[width];
        clear();
    }

    /** Forgets everything. */
    void clear() {
        Arrays.fill(rows, NONE);
        Arrays.fill(squares, 0);
        there = 0;
    }

    /** Weights that are there. */
    long size() {
        return (long) width * there;
    }

    long bytes() {
        return there * (Float.BYTES * (width + 2L) + Integer.BYTES);
    }

    /** Writes the vector of a token. */
    void forward(int[] hashes, float[] into) {
        Arrays.fill(into, 0, width, 0);
        for (int hash : hashes) {
            float[] row = rows[hash >>> shift];
            if (hash != 0 && row != NONE) {
                Products.add(SCALE, row, into, width);
            }
        }
    }

    /** Moves the rows of a token against the gradients of its vector in several passes. */
    void step(int[] hashes, float[][] gradients, int from, int passes) {
        Arrays.fill(sum, 0);
        for (int p = 0; p < passes; p++) {
            Products.add(SCALE, gradients[from + p], sum, width);
        }
        float mean = 0;
        for (float value : sum) {
            mean += value * value;
        }
        mean /= width;
        for (int hash : hashes) {
            if (hash != 0) {
                int at = hash >>> shift;
                if (rows[at] == NONE) {
                    rows[at] = new float[width];
                    squares[at] = START;
                    there++;
                }
                squares[at] += mean;
                Products.add(-rate / ((float) Math.sqrt(squares[at]) + EPSILON), sum, rows[at], width);
            }
        }
    }

    void save(DataOutput out) throws IOException {
        out.writeInt(there);
        for (int at = 0; at < rows.length; at++) {
            if (rows[at] != NONE) {
                out.writeInt(at);
                out.writeFloat(squares[at]);
                StateArrays.write(rows[at], width, out);
            }
        }
    }

    void restore(DataInput in) throws IOException {
        clear();
        int count = in.readInt();
        int least = 0;
        for (int i = 0; i < count; i++) {
            int at = in.readInt();
            if (at < least || at >= rows.length) {
                throw new IOException("state is damaged: vector " + at + " after vector " + (least - 1));
            }
            least = at + 1;
            squares[at] = in.readFloat();
            rows[at] = new float[width];
            if (StateArrays.read(in, rows[at]) != width) {
                throw new IOException("a vector must have " + width + " values but had others");
            }
        }
        there = count;
    }
}
