package io.rdrop.learn.companion;

import io.rdrop.graph.Value;
import io.rdrop.learn.table.RowGraph;
import io.rdrop.learn.table.RowLearner;
import io.rdrop.learn.table.StateArrays;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** How often each label was there, rows by their weight: p = (n + 1 / classes) / (sum + 1). */
public final class LabelFrequencies implements RowLearner<Object> {
    private final double[] counts;

    public LabelFrequencies(int classes) {
        counts = new double[classes];
    }

    @Override
    public void predict(Object row, float[] probabilities) {
        double sum = 1;
        for (double count : counts) {
            sum += count;
        }
        for (int c = 0; c < counts.length; c++) {
            probabilities[c] = (float) ((counts[c] + 1.0 / counts.length) / sum);
        }
    }

    @Override
    public Value predict(RowGraph row) {
        float[] probabilities = new float[counts.length];
        predict((Object) row, probabilities);
        return row.forEachRow(row.formula().graph().constant(probabilities, 1, counts.length));
    }

    @Override
    public void learn(Object row, int label, double weight) {
        counts[label] += weight;
    }

    @Override
    public void restart() {
        Arrays.fill(counts, 0);
    }

    @Override
    public long bytes() {
        return (long) Double.BYTES * counts.length;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        StateArrays.write(counts, out);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        StateArrays.read(in, counts);
    }
}
