package io.rdrop.learn.pool;

import io.rdrop.example.Example;
import io.rdrop.graph.InputValues;
import io.rdrop.learn.ExamplePredictor;
import io.rdrop.learn.TextDraw;
import io.rdrop.learn.TextSearch;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What a pool predicts.
 *
 * @param search for texts; null as the pool does it by itself
 */
public record PoolPredictor(ExamplePool pool, @Nullable TextSearch search) implements ExamplePredictor {
    public PoolPredictor(ExamplePool pool) {
        this(pool, null);
    }

    @Override
    public float[] predict(List<Example> examples) {
        float[] predictions = new float[examples.size() * pool.outputs()];
        if (search == null) {
            pool.predict(examples, predictions);
        } else {
            pool.predict(examples, search, predictions);
        }
        return predictions;
    }

    @Override
    public float[] predictEach(List<Example> examples) {
        return predict(examples); // a pool knows nothing of company
    }

    @Override
    public ExamplePredictor searching(TextSearch other) {
        return new PoolPredictor(pool, other);
    }

    @Override
    public List<InputValues> graphInputs(List<Example> examples) {
        return pool.graphInputs(examples);
    }

    @Override
    public OptionalDouble divergence(Example example, long step) {
        return pool.divergence(example, step);
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
