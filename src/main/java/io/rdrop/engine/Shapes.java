package io.rdrop.engine;

import io.rdrop.config.RDropConfig;
import io.rdrop.objective.Objective;
import io.rdrop.objective.RDropObjective;
import io.rdrop.objective.SquaredErrorObjective;
import io.rdrop.tensor.TensorBatch;

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

    /** Refuses a batch of another width, or with a token number that is none. */
    public void check(TensorBatch batch) {
        if (batch.width() != inputs()) {
            throw new IllegalArgumentException(
                    "the network takes " + inputs() + " inputs but the batch is " + batch.width() + " wide");
        }
        if (input instanceof InputShape.Tokens tokens) {
            check(batch, tokens);
        }
    }

    /** An engine would read an unknown number as some other one, or stop in the middle of an update. */
    private static void check(TensorBatch batch, InputShape.Tokens tokens) {
        for (int at = 0; at < batch.rows() * batch.width(); at++) {
            float token = batch.inputs()[at];
            if (!(token >= 0 && token < tokens.vocabulary()) || token != (int) token) {
                throw new IllegalArgumentException("token number must be a whole number within 0.."
                        + (tokens.vocabulary() - 1) + " but was " + token + " at position " + at % batch.width()
                        + " of row " + at / batch.width());
            }
        }
    }

    /** Refuses a batch of another width, or too little room for its predictions. */
    public void check(TensorBatch batch, float[] predictions) {
        if (predictions.length < batch.rows() * outputs()) {
            throw new IllegalArgumentException("predictions must hold rows * outputs = " + batch.rows() * outputs()
                    + " values but holds " + predictions.length);
        }
        if (batch.rows() > 0) {
            check(batch);
        }
    }

    /** Class probabilities, or numbers. */
    public boolean isClassifier() {
        return output instanceof OutputShape.Classes;
    }
}
