package io.rdrop.config;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The scoring job. */
public record ScoringConfig(
        @Setting(value = "Records to predict, read; they need no label.", byDefault = "records")
        String topic,

        @Setting(value = "One JSON object per record, written.", byDefault = "predictions")
        String predictions,

        @Setting(
                value = "Dead letters, written: the original bytes, with the reason in headers.",
                byDefault = "records.rejected")
        String rejected,

        @Setting(
                value = "Consumer group; its offsets are committed with checkpoints, for lag monitors.",
                byDefault = "rdrop-scoring")
        String group,

        @Setting(
                value = "Where a scoring job without state starts: `committed` (the group's offsets, else earliest),"
                        + " `earliest` or `latest`.",
                byDefault = "committed")
        StartOffset start,

        @Setting(
                value =
                        "`at-least-once`: a prediction can be read as soon as it is made, and after a failure some are there"
                                + " twice. `exactly-once`: they become visible with checkpoints, to readers of committed records,"
                                + " each once.",
                byDefault = "at-least-once")
        Delivery delivery,

        @Setting(
                value = "What becomes of a record whose model has no version yet. `wait`: it waits for the first one."
                        + " `prior`: it is answered as by a model that has learned nothing. `refuse`: it goes to the dead"
                        + " letters.",
                byDefault = "wait")
        NoModel noModel,

        @Setting(
                value =
                        "Most records that wait in a subtask, and at most 64 MiB of them; then it reads no further record of a"
                                + " model without a version, nor what comes after it.",
                byDefault = "10000")
        int mostWaiting,

        @Setting(
                value = "How often the registry is asked which versions are the latest: so late a rollback or a pin is"
                        + " obeyed. New versions are also announced on `topics.models`, and taken at once.",
                byDefault = "1s")
        Duration poll,

        @Setting(
                value =
                        "Who else predicts each record, after it was answered, to be compared: the number of a version of its"
                                + " model, or the key of another model, whose latest version predicts. At most 8.",
                byDefault = "[]")
        List<String> shadow,

        @Setting(
                value = "One JSON object per record and shadow, written, as a prediction is.",
                byDefault = "predictions.shadow")
        String shadows,

        @Setting("A version that answers a share of the records.")
        CanaryConfig canary,

        @Setting(
                value =
                        "So many records of a model at a time are compared, in each subtask, with those that its version learned"
                                + " from, column by column, and the entropy of its answers is watched (docs/drift.md); 0: nothing is.",
                byDefault = "0")
        int watch,

        @Setting(
                value =
                        "Share of the watched records, 0..1, that go through the network's dropout passes, too: the KL divergence"
                                + " between them is watched as the entropy is (docs/drift.md). Costs about an update each; 0: none.",
                byDefault = "0")
        double klSample,

        @Setting(
                value =
                        "`true`: the training job predicts, too, by the weights of the last step (docs/predict.md), and there is no"
                                + " scoring job.",
                byDefault = "false")
        boolean inline) {
    /** Each predicts every record. */
    private static final int MOST_SHADOWS = 8;

    /** Of fewer records a mean and a deviation say little. */
    private static final int LEAST_WATCHED = 100;

    public ScoringConfig {
        shadow = List.copyOf(shadow);
        Check.within("most-waiting", mostWaiting, 1, 10_000_000);
        Check.atLeast("poll", poll, Duration.ofMillis(10));
        Check.within("watch", watch, 0, 10_000_000);
        if (watch > 0 && watch < LEAST_WATCHED) {
            throw new ConfigException("watch must be 0 or >= " + LEAST_WATCHED + " but was " + watch);
        }
        Check.within("kl-sample", klSample, 0, 1);
        if (klSample > 0 && watch == 0) {
            throw new ConfigException("kl-sample is a share of the records that are watched: set watch, too, or leave"
                    + " kl-sample out, but it was " + klSample);
        }
        if (Stream.of(topic, predictions, rejected, shadows).distinct().count() < 4) {
            throw new ConfigException("topic, predictions, rejected and shadows must be different topics but were "
                    + topic + ", " + predictions + ", " + rejected + ", " + shadows);
        }
        checkShadow(shadow);
        if (inline && watch > 0) {
            throw new ConfigException(
                    "watch is of a scoring job: leave it out with inline, and watch what is learned" + " by `drift`");
        }
        if (inline && (!shadow.isEmpty() || canary.version() != null)) {
            throw new ConfigException("shadow and canary need versions of the registry: leave them out, or inline");
        }
    }

    private static void checkShadow(List<String> shadow) {
        if (shadow.size() > MOST_SHADOWS) {
            throw new ConfigException("shadow must name at most " + MOST_SHADOWS + " but names " + shadow.size());
        }
        for (String named : shadow) {
            if (named.isBlank() || named.equals("0") || (isVersion(named) && named.length() > 18)) {
                throw new ConfigException(
                        "shadow must name versions, from 1, and models but was " + shadow + " with `" + named + "`");
            }
        }
        if (Set.copyOf(shadow).size() < shadow.size()) {
            throw new ConfigException("shadow must name each once but was " + shadow);
        }
    }

    /** Whether what `shadow` names is a version, and no model. */
    public static boolean isVersion(String named) {
        return named.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
