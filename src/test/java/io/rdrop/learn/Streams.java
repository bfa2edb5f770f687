package io.rdrop.learn;

import io.rdrop.example.Example;
import io.rdrop.example.SourcePosition;
import io.rdrop.example.TableFeatures;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Short streams of examples, told apart by their targets. */
final class Streams {
    private Streams() {}

    /** One example per target, at offsets from 0. */
    static List<Example> of(double... targets) {
        List<Example> examples = new ArrayList<>();
        for (double target : targets) {
            examples.add(new Example(
                    new SourcePosition("t", 0, examples.size(), 0),
                    "id-" + examples.size(),
                    Example.DEFAULT_MODEL,
                    0,
                    new TableFeatures(new double[] {target}, new String[0]),
                    target));
        }
        return examples;
    }

    /** Examples with the targets from, from + 1, ..., to - 1. */
    static List<Example> range(int from, int to) {
        return of(IntStream.range(from, to).asDoubleStream().toArray());
    }
}
