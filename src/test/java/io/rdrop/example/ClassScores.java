package io.rdrop.example;

import java.util.Map;

/** Scores of a classification, for tests. */
public final class ClassScores {
    private ClassScores() {}

    /** Without a calibration error. */
    public static Scores of(
            long examples,
            double accuracy,
            double kappa,
            double logLoss,
            double noChangeAccuracy,
            double majorityAccuracy) {
        return new Scores(
                examples,
                Map.of(
                        Score.ACCURACY, accuracy,
                        Score.KAPPA, kappa,
                        Score.LOG_LOSS, logLoss,
                        Score.NO_CHANGE_ACCURACY, noChangeAccuracy,
                        Score.MAJORITY_ACCURACY, majorityAccuracy));
    }
}
