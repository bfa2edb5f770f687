package io.rdrop.late;

/**
 * How good the answers of one version were.
 *
 * @param version 0 for answers of no version
 * @param ofClasses whether classes were answered, and not numbers
 * @param answers whose label is known
 * @param hits of them, the right class; 0 of numbers
 * @param logLoss sum over them of -ln of the probability of the label, at most 34.5 each; 0 of numbers
 * @param squaredError sum over them of the squared error; 0 of classes
 */
public record ServedScore(
        long version, boolean ofClasses, long answers, long hits, double logLoss, double squaredError) {
    /** ln(1e15): a label that was given no probability at all costs as much. */
    private static final double LEAST = 1e-15;

    static ServedScore none(long version, boolean ofClasses) {
        return new ServedScore(version, ofClasses, 0, 0, 0, 0);
    }

    /** With one more answer. */
    ServedScore with(float[] outputs, double target) {
        if (!ofClasses) {
            double error = outputs[0] - target;
            return new ServedScore(version, false, answers + 1, 0, 0, squaredError + error * error);
        }
        int best = 0;
        for (int i = 1; i < outputs.length; i++) {
            best = outputs[i] > outputs[best] ? i : best;
        }
        int label = (int) target;
        return new ServedScore(
                version,
                true,
                answers + 1,
                hits + (best == label ? 1 : 0),
                logLoss - Math.log(Math.max(LEAST, outputs[label])),
                0);
    }

    /** Share of right classes; NaN before the first answer, and of numbers. */
    public double accuracy() {
        return answers == 0 || !ofClasses ? Double.NaN : (double) hits / answers;
    }

    /** Mean log-loss in nats; NaN before the first answer, and of numbers. */
    public double meanLogLoss() {
        return answers == 0 || !ofClasses ? Double.NaN : logLoss / answers;
    }

    /** Root mean squared error; NaN before the first answer, and of classes. */
    public double rootMeanSquaredError() {
        return answers == 0 || ofClasses ? Double.NaN : Math.sqrt(squaredError / answers);
    }
}
