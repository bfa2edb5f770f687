package io.rdrop.engine.dl4j;

import io.rdrop.engine.InputShape;
import io.rdrop.engine.OutputShape;

/**
 * What goes into a network and what comes out.
 *
 * @param input encoded examples
 * @param output predictions
 * @param masked whether the network is told where the input is padding; only of tokens
 */
record Shapes(InputShape input, OutputShape output, boolean masked) {
    Shapes {
        if (output instanceof OutputShape.Values values && values.size() != 1) {
            throw new IllegalArgumentException(
                    "an example has one number to predict but the network is to give " + values.size());
        }
    }

    /** Numbers per encoded example. */
    int inputs() {
        return input.width();
    }

    /** Numbers predicted per example. */
    int outputs() {
        return output.size();
    }

    /** Class probabilities, or numbers. */
    boolean isClassifier() {
        return output instanceof OutputShape.Classes;
    }
}
