package io.rdrop.config;

import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Topic names. */
public record TopicsConfig(
        @Setting(value = "Labelled examples, read.", byDefault = "examples")
        String examples,

        @Setting(
                value = "Dead letters, written: the original bytes, with the reason in headers.",
                byDefault = "examples.rejected")
        String rejected,

        @Setting(value = "One event per committed snapshot, written.", byDefault = "models")
        String models,

        @Setting(
                value = "One JSON report per training step, written (`training.steps`, say); `none` writes none.",
                byDefault = "none")
        @Nullable
        String reports,

        @Setting(
                value = "Commands, read (`rdrop-control`, say; docs/steering.md); `none`: nobody can send any.",
                byDefault = "none")
        @Nullable
        String control,

        @Setting(value = "Create topics that are absent.", byDefault = "true")
        boolean create,

        @Setting(
                value =
                        "Partitions of a created topic of examples, of records to predict, or of predictions; the others get"
                                + " one.",
                byDefault = "1")
        int partitions,

        @Setting(value = "Replication factor of created topics.", byDefault = "1")
        int replication) {
    public TopicsConfig {
        Check.within("partitions", partitions, 1, 10_000);
        Check.within("replication", replication, 1, Short.MAX_VALUE);
        if (control != null && Stream.of(examples, rejected, models, reports).anyMatch(control::equals)) {
            throw new ConfigException("control must be a topic of its own but was " + control
                    + ", as one of examples, rejected, models and reports is");
        }
        if (Stream.of(examples, rejected, models, reports == null ? "" : reports)
                        .distinct()
                        .count()
                < 4) {
            throw new ConfigException("examples, rejected, models and reports must be different topics but were "
                    + examples + ", " + rejected + ", " + models + ", " + reports);
        }
    }
}
