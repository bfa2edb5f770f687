package io.rdrop.learn.number;

import io.rdrop.graph.Value;
import io.rdrop.learn.table.TableGraph;
import io.rdrop.learn.table.TableInputs;
import io.rdrop.learn.table.TableShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A row as trees see it: standardised numbers, then categories by their slots. */
final class NumberFeatures {
    /** Most numbers lie within +- this. */
    private static final float RANGE = 3;

    private final TableShape shape;
    private final float[] values;

    NumberFeatures(TableShape shape) {
        this.shape = shape;
        values = new float[shape.numbers() + shape.categories()];
    }

    void set(TableInputs row) {
        System.arraycopy(row.numbers(), 0, values, 0, shape.numbers());
        for (int i = 0; i < shape.categories(); i++) {
            values[shape.numbers() + i] = row.slots()[i];
        }
    }

    int count() {
        return values.length;
    }

    float value(int feature) {
        return values[feature];
    }

    /** Where the bins of a feature begin at first; slots are those of all categories. */
    float from(int feature) {
        return feature < shape.numbers() ? -RANGE : -1;
    }

    float to(int feature) {
        return feature < shape.numbers() ? RANGE : shape.slots();
    }

    /** The same in a graph: [rows, features] float32. */
    static Value of(TableGraph row) {
        List<Value> values = new ArrayList<>();
        for (Value part : Arrays.asList(row.numbers(), row.slots())) {
            if (part != null) {
                values.add(row.formula().toFloat(part));
            }
        }
        return row.formula().join(1, values);
    }
}
