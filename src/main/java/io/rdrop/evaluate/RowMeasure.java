package io.rdrop.evaluate;

/**
 * What one prediction showed; NaN for what there is not.
 *
 * @param error 1 for a wrong class and 0 for the right one; of numbers the absolute error; of tokens the share of wrong
 *     tags
 * @param logLoss -ln p(label), nats; of a text's characters and a sentence's tokens the mean
 * @param entropy of the predicted probabilities, nats
 */
public record RowMeasure(double error, double logLoss, double entropy) {
    /** Nothing is known. */
    public static final RowMeasure NONE = new RowMeasure(Double.NaN, Double.NaN, Double.NaN);
}
