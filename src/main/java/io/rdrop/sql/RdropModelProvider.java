package io.rdrop.sql;

import org.apache.flink.table.functions.PredictFunction;
import org.apache.flink.table.ml.ModelProvider;
import org.apache.flink.table.ml.PredictRuntimeProvider;

/** Hands the function, whose columns are checked, to the planner. */
record RdropModelProvider(RowPredictFunction function) implements PredictRuntimeProvider {
    @Override
    public PredictFunction createPredictFunction(Context context) {
        return function;
    }

    @Override
    public ModelProvider copy() {
        return this; // immutable, as is what it holds until a task opens its own copy
    }
}
