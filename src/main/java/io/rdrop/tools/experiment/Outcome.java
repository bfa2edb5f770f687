package io.rdrop.tools.experiment;

import io.rdrop.example.Score;

/** What a paired difference says. */
enum Outcome {
    /** Better, and 0 lies outside the interval. */
    HELPS("helps against"),
    /** Worse, and 0 lies outside the interval. */
    HURTS("is worse than"),
    /** 0 lies inside the interval: these seeds do not tell. */
    OPEN("is level with"),
    /** Both variants have the same configuration. */
    SAME("is the same as");

    private final String words;

    Outcome(String words) {
        this.words = words;
    }

    /** What goes between the names of the variants. */
    String words() {
        return words;
    }

    /** That of a difference of a score, over the whole stream. */
    static Outcome of(ExperimentTable.Difference difference, Score score) {
        return of(difference, difference.of(score), score);
    }

    /** That of an interval of a difference of a score. */
    static Outcome of(ExperimentTable.Difference difference, ConfidenceInterval interval, Score score) {
        if (difference.isOfTwins()) {
            return SAME;
        }
        if (!interval.excludesZero()) {
            return OPEN;
        }
        return interval.mean() > 0 == score.isHigherBetter() ? HELPS : HURTS;
    }
}
