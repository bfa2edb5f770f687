package io.rdrop.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** When labels come, and where from. */
public record LabelsConfig(
        @Setting(
                value =
                        "Whether the label of an example is known before the next example is to be predicted. If not, a pool"
                                + " uses no earlier labels as inputs, nor their transitions: its scores would promise what nobody gets."
                                + " With `labels.topic` it is false.",
                byDefault = "true")
        boolean immediate,

        @Setting(
                value =
                        "Topic of labels that come after their events, read (docs/late-labels.md); `none`: examples bring"
                                + " their labels.",
                byDefault = "none")
        @Nullable
        String topic,

        @Setting(
                value = "How long an event waits for its label, and a label for its event, by Kafka's timestamps.",
                byDefault = "1h",
                named = "wait")
        Duration patience,

        @Setting(
                value = "What becomes of an event whose label does not come in time: `drop`, it is only counted;"
                        + " `unlabelled`, it is learned from without a label (needs `r-drop.unlabelled`); `class`, it is learned"
                        + " from as one of `labels.timeout-class`.",
                byDefault = "drop")
        OnTimeout onTimeout,

        @Setting(value = "The class of `labels.on-timeout: class`; `none` without it.", byDefault = "none") @Nullable
        String timeoutClass,

        @Setting(
                value =
                        "How long after `labels.wait` an event that was learned as `labels.timeout-class` is kept, to be learned"
                                + " once more should another label come: the first time counts the less, the likelier the model"
                                + " holds that (docs/late-labels.md). `none`: it is not corrected.",
                byDefault = "none")
        @Nullable
        Duration correction,

        @Setting(
                value =
                        "What becomes of duplicates, of labels without events, and of events without labels that are not"
                                + " learned from: `drop`, they are only counted; `dead-letter`, they also go to `topics.rejected`.",
                byDefault = "drop")
        Unmatched unmatched,

        @Setting(
                value =
                        "Most bytes of events and labels that wait, or are remembered, per model; above it the oldest are let"
                                + " go as if their time were over.",
                byDefault = "268435456")
        long maxBytes,

        @Setting(
                value =
                        "How long a partition may bring nothing before the others no longer wait for it: records are taken in"
                                + " the order of Kafka's timestamps over all partitions of all topics.",
                byDefault = "5s")
        Duration idle,

        @Setting(
                value =
                        "Topic of the scoring job's predictions, read, so that what was served is scored when the label comes;"
                                + " `none` scores nothing.",
                byDefault = "none")
        @Nullable
        String predictions) {
    private static final Duration LEAST = Duration.ofMillis(1);
    private static final long LEAST_BYTES = 4096;

    public LabelsConfig {
        Check.atLeast("wait", patience, LEAST);
        Check.atLeast("idle", idle, LEAST);
        if (maxBytes < LEAST_BYTES) {
            throw new ConfigException("max-bytes must be at least " + LEAST_BYTES + " but was " + maxBytes);
        }
        if (topic != null && immediate) {
            throw new ConfigException("immediate must be false with labels.topic, whose labels come after their events,"
                    + " but was true; leave it out");
        }
        if (topic == null && predictions != null) {
            throw new ConfigException("predictions are scored by the labels of labels.topic, which is none");
        }
        if (correction != null) {
            Check.atLeast("correction", correction, LEAST);
            if (onTimeout != OnTimeout.CLASS || topic == null) {
                throw new ConfigException("correction must be none without labels.topic and on-timeout: class, as only"
                        + " events that were learned as a class can be corrected");
            }
        }
        if ((onTimeout == OnTimeout.CLASS) != (timeoutClass != null)) {
            throw new ConfigException("timeout-class must be given with on-timeout: class, and only then, but was "
                    + (timeoutClass == null ? ConfigBinder.NONE : timeoutClass) + " with on-timeout: "
                    + ConfigBinder.kebab(onTimeout.name()));
        }
    }

    /** Whether labels come apart from their events. */
    public boolean late() {
        return topic != null;
    }
}
