package io.rdrop.config;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A second learner of each model, which learns beside the one that is served until it is found to be better. */
public record ChallengerConfig(
        @Setting(
                value =
                        "What the challenger has otherwise than the job: sections as in this file, of `seed`, `encoding`,"
                                + " `text`, `history`, `micro-batch`, `learner`, `learning`, `pool`, `replay`, `model`, `r-drop`"
                                + " and `drift`. Each model then has a challenger, `MODEL/challenger`, which learns every record"
                                + " (docs/steering.md). Needs `topics.control`. `{}`: there is none.",
                byDefault = "{}")
        Map<String, String> settings,

        @Setting(
                value = "Who promotes it: `auto`, the job, once the lower confidence bound of its advantage is above 0;"
                        + " `manual`, whoever sends `rdrop control promote`.",
                byDefault = "manual")
        Promotion promote,

        @Setting(
                value =
                        "Confidence of the bound, however often it is looked at: a challenger that is no better is promoted"
                                + " with probability 1 - `confidence` at most, ever.",
                byDefault = "0.99")
        double confidence,

        @Setting(
                value =
                        "Most that one record counts: differences of log-loss in nats, and of squared errors as multiples of"
                                + " the mean squared error, are cut to it on both sides.",
                byDefault = "4")
        double mostDifference,

        @Setting(
                value = "For how many records after a promotion the model before it is gone back to, by the same bound,"
                        + " whatever `promote` says; 0 for none.",
                byDefault = "10000")
        long watch) {
    private static final double LEAST_CONFIDENCE = 0.5;
    private static final double MOST_CONFIDENCE = 1 - 1e-9;
    private static final double MOST_DIFFERENCE = 1e6;
    private static final double LEAST_DIFFERENCE = 1e-6;
    private static final double MOST_WATCH = 1e15;

    /** What a challenger may have otherwise: what decides how it learns, and nothing that decides what. */
    private static final List<String> OTHERWISE = List.of(
            "drift",
            "encoding",
            "history",
            "learner",
            "learning",
            "micro-batch",
            "model",
            "pool",
            "r-drop",
            "replay",
            "seed",
            "text");

    public ChallengerConfig {
        settings = Map.copyOf(settings);
        Check.within("confidence", confidence, LEAST_CONFIDENCE, MOST_CONFIDENCE);
        Check.within("most-difference", mostDifference, LEAST_DIFFERENCE, MOST_DIFFERENCE);
        Check.within("watch", (double) watch, 0, MOST_WATCH);
        for (String key : new TreeMap<>(settings).keySet()) {
            String section = key.contains(".") ? key.substring(0, key.indexOf('.')) : key;
            if (!OTHERWISE.contains(section)) {
                throw new ConfigException("settings must be within " + String.join(", ", OTHERWISE) + " but were of "
                        + key + ": a challenger learns the same task from the same records");
            }
        }
    }

    /** Whether there is one. */
    public boolean isWanted() {
        return !settings.isEmpty();
    }
}
