package io.rdrop.engine;

import io.rdrop.config.RDropConfig;
import io.rdrop.objective.Objective;
import io.rdrop.objective.RDropObjective;
import io.rdrop.objective.SquaredErrorObjective;

/**
 * What goes into a network and what comes out.
 *
 * @param input encoded examples
 * @param output predictions
 * @param masked whether the network is told where the input is padding; only of tokens
 */
public record Shapes(InputShape input, OutputShape output, boolean masked) {
    public Shapes {
        if (output instanceof OutputShape.Values values && values.size() != 1) {
            throw new IllegalArgumentException(
                    "an example has one number to predict but the network is to give " + values.size());
        }
    }

    /** Numbers per encoded example. */
    public int inputs() {
        return input.width();
    }

    /** Numbers predicted per example. */
    public int outputs() {
        return output.size();
    }

    /** The loss of what comes out, over that many passes. */
    public Objective objective(RDropConfig rDrop, int passes) {
        return isClassifier()
                ? new RDropObjective(passes, rDrop.reduction(), rDrop.labelSmoothing())
                : new SquaredErrorObjective(passes, rDrop.reduction());
    }

    /** Class probabilities, or numbers. */
    public boolean isClassifier() {
        return output instanceof OutputShape.Classes;
    }
}
