package io.rdrop.graph;

import java.util.List;
import java.util.stream.Stream;

/**
 * Examples as an input of a graph.
 *
 * @param name of the input
 * @param numbers row-major; not copied
 * @param dims sizes, rows first; not copied
 */
public record InputValues(String name, double[] numbers, int[] dims) {
    /** The same with others behind them. */
    public static List<InputValues> with(List<InputValues> some, InputValues more) {
        return Stream.concat(some.stream(), Stream.of(more)).toList();
    }
}
