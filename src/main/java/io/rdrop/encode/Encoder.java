package io.rdrop.encode;

import io.rdrop.example.Example;
import io.rdrop.graph.Formula;
import io.rdrop.graph.InputValues;
import io.rdrop.tensor.TensorGraph;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns examples into network inputs, with statistics that it learns from the stream. Encoding and observing are two
 * steps, so that a micro-batch can be predicted, and trained on, with what was known before it. Not thread-safe.
 */
public interface Encoder extends FeatureStatistics {
    /** Inputs per example; fixed. */
    int width();

    /**
     * Encodes with the statistics so far; changes nothing.
     *
     * @param examples n examples; not modified
     * @param inputs [n * width], float32, row-major, every value finite; overwritten, what is beyond n * width is not
     * @throws IllegalArgumentException if inputs is too short or an example has other columns than configured
     */
    void encode(List<Example> examples, float[] inputs);

    /**
     * The same in a graph, with the statistics so far: what examples are is an input of the graph.
     *
     * @return empty if no operators are known that do it
     */
    default Optional<TensorGraph> encode(Formula formula) {
        return Optional.empty();
    }

    /**
     * Examples as the inputs of the graph that {@link #encode(Formula)} has made.
     *
     * @return empty if it makes none
     */
    default List<InputValues> graphInputs(List<Example> examples) {
        return List.of();
    }

    /**
     * Where encoded inputs are no padding.
     *
     * @param inputs that {@link #encode} wrote
     * @return [rows * width] or longer, valid until the next call; null if there is never any padding
     */
    default boolean @Nullable [] mask(float[] inputs, int rows) {
        return null;
    }

    /**
     * Updates the statistics, in the order of the examples.
     *
     * @throws IllegalArgumentException if an example has other columns than configured; those before it are then
     *     observed
     */
    void observe(List<Example> examples);
}
