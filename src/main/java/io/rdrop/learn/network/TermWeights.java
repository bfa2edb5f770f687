package io.rdrop.learn.network;

import io.rdrop.encode.TextTerms;
import io.rdrop.graph.Formula;
import io.rdrop.graph.Value;
import io.rdrop.learn.table.StateArrays;
import io.rdrop.learn.text.TextGraph;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Weights of terms, a row each, which are there from the first text on that has the term, and begin at 0. AdaGrad keeps
 * one sum for a row: of the mean of its squared gradients.
 */
final class TermWeights {
    private static final float START = 1e-6f;
    private static final float EPSILON = 1e-6f;
    /** More than a dictionary of terms has: a damaged number must not claim memory. */
    private static final int MOST_ROWS = 1 << 22;

    private final int width;
    private final float rate;
    private static final float[] NONE = {};

    /** {@link #NONE} for a term that was not learned yet. */
    private float[][] rows = {};

    private float[] squares = {};
    /** Rows that are there. */
    private int there;

    TermWeights(int width, double rate) {
        this.width = width;
        this.rate = (float) rate;
    }

    /** Forgets everything. */
    void clear() {
        Arrays.fill(rows, NONE);
        there = 0;
    }

    /** Weights that are there. */
    long size() {
        return (long) width * there;
    }

    /** Adds up the rows of a text. */
    void forward(TextTerms text, float[] sum) {
        Arrays.fill(sum, 0, width, 0);
        for (int term = 0; term < text.count(); term++) {
            int at = text.row(term);
            if (at < rows.length && rows[at] != NONE && !text.isNew(term)) {
                Vectors.add(text.value(term), rows[at], sum, width);
            }
        }
    }

    /** The same in a graph: [rows, width] float32. */
    Value forward(TextGraph text) {
        Formula formula = text.formula();
        int count = rows.length;
        while (count > 0 && rows[count - 1] == NONE) {
            count--;
        }
        float[] table = new float[Math.multiplyExact(count + 1, width)];
        for (int at = 0; at < count; at++) {
            System.arraycopy(rows[at], 0, table, at * width, rows[at].length);
        }
        Value found = formula.gather(formula.graph().constant(table, count + 1, width), text.places(count), 0);
        return formula.sumAway(formula.times(found, formula.unsqueeze(text.values(), 2)), 1);
    }

    /** Moves the rows of a text by the gradient of their sum. */
    void step(TextTerms text, float[] gradient) {
        float mean = Vectors.dot(gradient, gradient, width) / width;
        for (int term = 0; term < text.count(); term++) {
            int at = text.row(term);
            float[] row = row(at, text.isNew(term));
            float value = text.value(term);
            squares[at] += value * value * mean;
            float step = rate * value / ((float) Math.sqrt(squares[at]) + EPSILON);
            Vectors.add(-step, gradient, row, width);
        }
    }

    /** The row of a term, there from now on. */
    float[] row(int at, boolean isNew) {
        if (at >= rows.length) {
            int before = rows.length;
            rows = Arrays.copyOf(rows, 2 * at + 1);
            Arrays.fill(rows, before, rows.length, NONE);
            squares = Arrays.copyOf(squares, rows.length);
        }
        if (rows[at] == NONE || isNew) {
            there += rows[at] == NONE ? 1 : 0;
            rows[at] = new float[width];
            squares[at] = START;
        }
        return rows[at];
    }

    /** Writes the rows that are there. */
    void save(DataOutput out) throws IOException {
        int count = 0;
        for (float[] row : rows) {
            count += row == NONE ? 0 : 1;
        }
        out.writeInt(count);
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
            if (at < least || at >= MOST_ROWS) {
                throw new IOException("state is damaged: weights of row " + at + " after those of row " + (least - 1));
            }
            least = at + 1;
            float[] row = row(at, true);
            squares[at] = in.readFloat();
            if (StateArrays.read(in, row) != width) {
                throw new IOException("a row of weights must have " + width + " values but had others");
            }
        }
    }
}
