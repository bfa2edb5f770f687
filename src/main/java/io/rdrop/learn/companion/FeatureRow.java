package io.rdrop.learn.companion;

import io.rdrop.graph.Value;
import io.rdrop.learn.table.TableGraph;
import io.rdrop.learn.table.TableInputs;
import io.rdrop.learn.table.TableShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A row as trees see it: raw numbers, then categories by their slots, then the label before. */
final class FeatureRow {
    private final TableShape shape;
    private final float[] values;
    private final boolean[] usual;

    FeatureRow(TableShape shape) {
        this.shape = shape;
        values = new float[shape.numbers() + shape.categories() + 1];
        usual = new boolean[values.length];
    }

    void set(TableInputs row) {
        int at = 0;
        for (int i = 0; i < shape.numbers(); i++) {
            values[at] = (float) row.raw()[i];
            usual[at++] = row.isUsual(i);
        }
        for (int i = 0; i < shape.categories(); i++) {
            values[at] = row.slots()[i];
            usual[at++] = row.slots()[i] >= 0;
        }
        values[at] = row.lastLabel();
        usual[at] = true;
    }

    int features() {
        return values.length;
    }

    /** Goes left at a threshold if it is not above it; NaN goes right. */
    float value(int feature) {
        return values[feature];
    }

    /** Whether it may enter statistics: neither missing nor an outlier. */
    boolean isUsual(int feature) {
        return usual[feature];
    }

    /** The same in a graph: [rows, features] float32. */
    static Value of(TableGraph row) {
        List<Value> values = new ArrayList<>();
        for (Value part : Arrays.asList(row.raw(), row.slots(), row.lastLabel())) {
            if (part != null) {
                values.add(row.formula().toFloat(part));
            }
        }
        return row.formula().join(1, values);
    }
}
