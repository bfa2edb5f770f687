package io.rdrop.learn.table;

import io.rdrop.encode.TabularEncoder;
import io.rdrop.example.Example;
import io.rdrop.example.TableFeatures;
import io.rdrop.graph.Formula;
import io.rdrop.state.StateCopy;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Encodes rows with what was known before them: statistics of the columns, the latest labels, and their running means.
 */
public final class RowEncoder {
    private static final float FAST = 0.1f;
    private static final float SLOW = 0.01f;

    private final TabularEncoder columns;
    private final TableShape shape;
    /** The latest first. */
    private final int[] labels;
    /** [2 * classes] fast, then slow. */
    private final float[] averages;

    /** @param lags earlier labels that a row is given */
    public RowEncoder(TabularEncoder columns, int classes, int lags) {
        this.columns = columns;
        shape = new TableShape(columns.numbers(), columns.slotColumns(), columns.slots(), classes, lags);
        labels = new int[lags];
        Arrays.fill(labels, LabelHistory.NO_LABEL);
        averages = new float[2 * classes];
    }

    public TableShape shape() {
        return shape;
    }

    /** Encodes a row, and changes nothing here. */
    public void encode(Example example, TableInputs into) {
        columns.encode(example, into.numbers, into.slots);
        TableFeatures row = (TableFeatures) example.features();
        for (int i = 0; i < shape.numbers(); i++) {
            into.raw(i, row.numbers()[i], columns.isUsual(row, i));
        }
        System.arraycopy(labels, 0, into.lags, 0, labels.length);
        System.arraycopy(averages, 0, into.averages, 0, averages.length);
        into.derive();
    }

    /** The row and its label are known from now on. */
    public void observe(Example example) {
        columns.observe(List.of(example));
        int label = (int) example.target();
        if (labels.length > 0) {
            System.arraycopy(labels, 0, labels, 1, labels.length - 1);
            labels[0] = label;
        }
        for (int c = 0; c < shape.classes(); c++) {
            int is = c == label ? 1 : 0;
            averages[c] += FAST * (is - averages[c]);
            averages[shape.classes() + c] += SLOW * (is - averages[shape.classes() + c]);
        }
    }

    /** Writes everything that was observed. */
    public void save(DataOutput out) throws IOException {
        columns.save(out);
        StateArrays.write(labels, labels.length, out);
        StateArrays.write(averages, averages.length, out);
    }

    /** Restores what {@link #save} wrote. */
    public void restore(DataInput in) throws IOException {
        columns.restore(in);
        StateArrays.read(in, labels);
        StateArrays.read(in, averages);
    }

    /** Knows what another one knew, whose rows had another number of earlier labels. */
    public void follow(RowEncoder before) throws IOException {
        StateCopy.of(before.columns::save, columns::restore);
        System.arraycopy(before.labels, 0, labels, 0, Math.min(labels.length, before.labels.length));
        System.arraycopy(before.averages, 0, averages, 0, averages.length);
    }

    /** Rows in a graph, with what is known by now. */
    public TableGraph graph(Formula formula) {
        return TableGraph.of(formula, shape, columns, labels, averages);
    }
}
