package io.rdrop.learn.pool;

import io.rdrop.example.Example;
import io.rdrop.graph.InputValues;
import io.rdrop.learn.ExamplePredictor;
import io.rdrop.learn.TextDraw;
import java.util.List;

/** What a pool predicts. */
public record PoolPredictor(ExamplePool pool) implements ExamplePredictor {
    @Override
    public float[] predict(List<Example> examples) {
        float[] predictions = new float[examples.size() * pool.outputs()];
        pool.predict(examples, predictions);
        return predictions;
    }

    @Override
    public float[] predictEach(List<Example> examples) {
        return predict(examples); // a pool knows nothing of company
    }

    @Override
    public List<InputValues> graphInputs(List<Example> examples) {
        return pool.graphInputs(examples);
    }

    @Override
    public double deviation(int row) {
        return pool.deviation(row);
    }

    @Override
    public String continuation(String text, TextDraw draw) {
        return pool.continuation(text, draw);
    }

    @Override
    public void close() {
        pool.close();
    }
}
