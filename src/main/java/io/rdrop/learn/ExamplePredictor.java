package io.rdrop.learn;

import io.rdrop.example.Example;
import java.util.List;

/** Predicts examples as what learned would, and learns nothing. Not thread-safe. */
public interface ExamplePredictor extends AutoCloseable {
    /**
     * Predicts examples.
     *
     * @return [examples * outputs], row-major: class probabilities, or numbers on the scale of the targets
     */
    float[] predict(List<Example> examples);

    @Override
    void close();
}
