package io.rdrop.learn.companion;

import io.rdrop.graph.Graph;
import io.rdrop.graph.Value;
import io.rdrop.learn.table.LabelHistory;
import io.rdrop.learn.table.RowGraph;
import io.rdrop.learn.table.RowLearner;
import io.rdrop.learn.table.StateArrays;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** How often each label followed the one before it, older rows counting for less: p = (n + 1 / classes) / (sum + 1). */
public final class LabelTransitions implements RowLearner<LabelHistory> {
    private static final float DECAY = 0.995f;

    private final int classes;
    /** [classes + 1, classes]: by the label before, none last. */
    private final float[] counts;

    public LabelTransitions(int classes) {
        this.classes = classes;
        counts = new float[(classes + 1) * classes];
    }

    @Override
    public void predict(LabelHistory row, float[] probabilities) {
        predict(from(row), probabilities, 0);
    }

    private void predict(int from, float[] probabilities, int at) {
        float sum = 1;
        for (int c = 0; c < classes; c++) {
            sum += counts[from + c];
        }
        for (int c = 0; c < classes; c++) {
            probabilities[at + c] = (counts[from + c] + 1f / classes) / sum;
        }
    }

    @Override
    public Value predict(RowGraph row) {
        float[] table = new float[counts.length];
        for (int from = 0; from < table.length; from += classes) {
            predict(from, table, from);
        }
        Graph graph = row.formula().graph();
        Value label = row.formula().reshape(row.lastLabel(), -1);
        Value none = graph.op("Less", label, graph.scalar(0L));
        Value from = row.formula().where(none, graph.scalar((long) classes), label);
        return row.formula().gather(graph.constant(table, classes + 1, classes), from, 0);
    }

    private int from(LabelHistory row) {
        return (row.lastLabel() == LabelHistory.NO_LABEL ? classes : row.lastLabel()) * classes;
    }

    @Override
    public void learn(LabelHistory row, int label, double weight) {
        int from = from(row);
        for (int c = 0; c < classes; c++) {
            counts[from + c] *= DECAY;
        }
        counts[from + label] += (float) weight;
    }

    @Override
    public void restart() {
        Arrays.fill(counts, 0);
    }

    @Override
    public long bytes() {
        return (long) Float.BYTES * counts.length;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        StateArrays.write(counts, counts.length, out);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        StateArrays.read(in, counts);
    }
}
