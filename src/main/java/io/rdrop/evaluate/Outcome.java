package io.rdrop.evaluate;

/**
 * What one example showed: the model's prediction and those of its referees.
 *
 * @param confidence the prediction's probability, in units of 2^-24 ({@link CalibrationBins#scaled})
 * @param logLoss -ln p(label), nats, floored
 * @param noChangeHit the previous label was right
 * @param majorityHit the most frequent label so far was right
 */
record Outcome(int label, int prediction, int confidence, double logLoss, boolean noChangeHit, boolean majorityHit) {
    boolean hit() {
        return label == prediction;
    }
}
