package io.rdrop.learn.pool;

import io.rdrop.example.Example;
import io.rdrop.learn.ExamplePredictor;
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
    public void close() {
        // nothing native
    }
}
