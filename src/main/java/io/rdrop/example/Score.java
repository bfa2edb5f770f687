package io.rdrop.example;

import io.rdrop.Public;
import java.util.List;

/** A prequential score: every example is predicted before it is trained on. A task's headline stands first. */
@Public
public enum Score {
    /** Share of correct predictions, 0..1. */
    ACCURACY("accuracy"),
    /** Cohen's kappa of the predictions against the labels; 0 where chance agreement is 1. */
    KAPPA("kappa"),
    /** Mean -ln p(label), nats, p floored at 1e-15. */
    LOG_LOSS("logLoss"),
    /** Expected calibration error: mean distance of confidence and accuracy over bins of confidence, 0..1. */
    CALIBRATION_ERROR("calibrationError"),
    /** Referee: accuracy of predicting the previous label. */
    NO_CHANGE_ACCURACY("noChangeAccuracy"),
    /** Referee: accuracy of predicting the most frequent label so far. */
    MAJORITY_ACCURACY("majorityAccuracy"),
    /** Referee in hindsight: accuracy of the best constant, which is the share of the most frequent label. */
    CONSTANT_ACCURACY("constantAccuracy"),
    /** Mean recall of the classes that occurred, 0..1; that of a constant is 1 / classes. */
    BALANCED_ACCURACY("balancedAccuracy"),
    /** Mean area under the ROC curve of each class against all others, 0..1; a half is chance. Since the start only. */
    AUC("auc"),
    /** Mean absolute error, in units of the target. */
    MAE("mae"),
    /** Root mean squared error, in units of the target. */
    RMSE("rmse"),
    /** Share of the target's variance that is explained: 1 - squared error / squared deviation from the mean. */
    R2("r2"),
    /** Referee: MAE of predicting the previous target. */
    LAST_VALUE_MAE("lastValueMae"),
    /** Referee: RMSE of predicting the previous target. */
    LAST_VALUE_RMSE("lastValueRmse"),
    /** Referee: MAE of predicting the mean of all targets so far. */
    RUNNING_MEAN_MAE("runningMeanMae"),
    /** Referee: RMSE of predicting the mean of all targets so far. */
    RUNNING_MEAN_RMSE("runningMeanRmse");

    private final String key;

    Score(String key) {
        this.key = key;
    }

    /**
     * The score of a name in JSON.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Score ofKey(String key) {
        for (Score score : values()) {
            if (score.key.equals(key)) {
                return score;
            }
        }
        throw new IllegalArgumentException("no score is called " + key);
    }

    /** Its name in JSON, camel case. */
    public String key() {
        return key;
    }

    /** The same score of predictors that need no inputs; empty for a referee and for a score without one. */
    public List<Score> referees() {
        return switch (this) {
            case ACCURACY -> List.of(NO_CHANGE_ACCURACY, MAJORITY_ACCURACY, CONSTANT_ACCURACY);
            case MAE -> List.of(LAST_VALUE_MAE, RUNNING_MEAN_MAE);
            case RMSE -> List.of(LAST_VALUE_RMSE, RUNNING_MEAN_RMSE);
            default -> List.of();
        };
    }

    /**
     * Whether it is of a referee that must have seen all examples before: a yardstick, not a rule that one could
     * follow.
     */
    public boolean isInHindsight() {
        return this == CONSTANT_ACCURACY;
    }

    /** Whether it is an error in units of the target. */
    public boolean isInUnitsOfTarget() {
        return switch (this) {
            case MAE, RMSE, LAST_VALUE_MAE, LAST_VALUE_RMSE, RUNNING_MEAN_MAE, RUNNING_MEAN_RMSE -> true;
            default -> false;
        };
    }

    /** Whether more of it is better. */
    public boolean isHigherBetter() {
        return switch (this) {
            case ACCURACY,
                    KAPPA,
                    NO_CHANGE_ACCURACY,
                    MAJORITY_ACCURACY,
                    CONSTANT_ACCURACY,
                    BALANCED_ACCURACY,
                    AUC,
                    R2 -> true;
            default -> false;
        };
    }
}
