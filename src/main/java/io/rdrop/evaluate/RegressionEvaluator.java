package io.rdrop.evaluate;

import io.rdrop.example.Scores;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Scores predicted numbers. */
public final class RegressionEvaluator implements PrequentialEvaluator {
    public RegressionEvaluator(int window) {
        throw new IllegalStateException("regression is not built yet: " + window);
    }

    @Override
    public void add(double target, float[] outputs, int from) {}

    @Override
    public Scores cumulative() {
        throw new IllegalStateException();
    }

    @Override
    public Scores window() {
        throw new IllegalStateException();
    }

    @Override
    public void save(DataOutput out) throws IOException {}

    @Override
    public void restore(DataInput in) throws IOException {}
}
