package io.rdrop.example;

import java.util.Map;

/** Scores of a regression, for tests. */
public final class NumberScores {
    private NumberScores() {}

    /** Errors of the model and its referees; each RMSE is a quarter more than the MAE. */
    public static Scores of(long examples, double mae, double r2, double lastValueMae, double runningMeanMae) {
        return new Scores(
                examples,
                Map.of(
                        Score.MAE, mae,
                        Score.RMSE, 1.25 * mae,
                        Score.R2, r2,
                        Score.LAST_VALUE_MAE, lastValueMae,
                        Score.LAST_VALUE_RMSE, 1.25 * lastValueMae,
                        Score.RUNNING_MEAN_MAE, runningMeanMae,
                        Score.RUNNING_MEAN_RMSE, 1.25 * runningMeanMae));
    }
}
