package io.rdrop.example;

import org.jspecify.annotations.Nullable;

/** Examples for tests. */
public final class Examples {
    private Examples() {}

    /** An example of the default model at this offset of partition 0. */
    public static Example at(long offset, int label, double... numbers) {
        return of(Example.DEFAULT_MODEL, offset, label, numbers);
    }

    /** An example of a model at this offset of partition 0. */
    public static Example of(String model, long offset, int label, double... numbers) {
        return new Example(
                new SourcePosition("examples", 0, offset, 1_000 + offset),
                "id-" + offset,
                model,
                2_000 + offset,
                new TableFeatures(numbers, new @Nullable String[0]),
                label);
    }
}
