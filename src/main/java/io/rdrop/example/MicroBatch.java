package io.rdrop.example;

import java.util.List;

/**
 * Examples of one model in arrival order, predicted together and then trained on together.
 *
 * @param model model key
 * @param examples at least one example
 */
public record MicroBatch(String model, List<Example> examples) {
    public MicroBatch {
        if (examples.isEmpty()) {
            throw new IllegalArgumentException("a micro-batch must have at least one example (model " + model + ")");
        }
        examples = List.copyOf(examples);
    }

    public int size() {
        return examples.size();
    }
}
