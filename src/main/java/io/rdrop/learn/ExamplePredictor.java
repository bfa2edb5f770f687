package io.rdrop.learn;

import io.rdrop.example.Example;
import io.rdrop.graph.InputValues;
import java.util.List;
import java.util.OptionalDouble;

/** Predicts examples as what learned would, and learns nothing. Not thread-safe. */
public interface ExamplePredictor extends AutoCloseable {
    /**
     * Predicts examples.
     *
     * @return [examples * outputs], row-major: class probabilities, or numbers on the scale of the targets
     */
    float[] predict(List<Example> examples);

    /**
     * Predicts examples, each as it is alone, to the last bit, whatever comes with it.
     *
     * @return as {@link #predict}
     */
    float[] predictEach(List<Example> examples);

    /**
     * Standard deviation of the error that a number of the latest call is expected to have, in units of the target.
     *
     * @param row of that call's examples
     * @return NaN where it is not known, and of classes
     */
    default double deviation(int row) {
        return Double.NaN;
    }

    /**
     * How far dropout passes of the network are apart on an example, of a pool of its first member with R-Drop. What is
     * predicted, before and after, keeps its bits.
     *
     * @param step 0-based number of the update whose masks are drawn
     * @return as {@link io.rdrop.engine.Predictor#divergence}; empty if nothing learns with R-Drop, or no example's
     *     passes alone can be had
     */
    default OptionalDouble divergence(Example example, long step) {
        return OptionalDouble.empty();
    }

    /** Examples as the inputs of the graph of what this predicts by; empty if it has none, or does not know them. */
    default List<InputValues> graphInputs(List<Example> examples) {
        return List.of();
    }

    /**
     * What follows a text, as a language model draws it.
     *
     * @throws UnsupportedOperationException if this is none
     */
    default String continuation(String text, TextDraw draw) {
        throw new UnsupportedOperationException("only a language model continues texts");
    }

    /**
     * The same predictor, searching for texts another way; closing either closes both.
     *
     * @throws UnsupportedOperationException if it writes none
     */
    default ExamplePredictor searching(TextSearch search) {
        throw new UnsupportedOperationException("only translation and summarization write texts");
    }

    @Override
    void close();
}
