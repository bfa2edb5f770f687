package io.rdrop.example;

/**
 * Prequential scores (each example predicted before it is trained on) beside their referees.
 *
 * @param examples scored examples
 * @param accuracy share of correct predictions, 0..1; NaN before the first example
 * @param kappa Cohen's kappa of the predictions against the labels; 0 where chance agreement is 1
 * @param logLoss mean -ln p(label), nats, p floored at 1e-15
 * @param noChangeAccuracy accuracy of predicting the previous label
 * @param majorityAccuracy accuracy of predicting the most frequent label so far
 */
public record Scores(
        long examples,
        double accuracy,
        double kappa,
        double logLoss,
        double noChangeAccuracy,
        double majorityAccuracy) {}
