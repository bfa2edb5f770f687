package io.rdrop.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Checkpoints of the whole training state. */
public record CheckpointConfig(
        @Setting(
                value = "Time between checkpoints; outputs (dead letters, snapshots) become visible with them.",
                byDefault = "10s")
        Duration interval,

        @Setting(
                value =
                        "Where checkpoints go, any URI of a Flink file system; `none` is the cluster's `execution.checkpointing.dir`, and of an"
                                + " embedded run its own folder.",
                byDefault = "none")
        @Nullable
        String directory) {
    public CheckpointConfig {
        Check.atLeast("interval", interval, Duration.ofMillis(10));
    }
}
