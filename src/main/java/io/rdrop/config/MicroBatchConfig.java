package io.rdrop.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** When a micro-batch closes. */
public record MicroBatchConfig(
        @Setting(
                value =
                        "Examples per micro-batch (per model). Smaller ones adapt sooner, larger ones train faster per example.",
                byDefault = "8")
        int size,

        @Setting(
                value =
                        "Close an incomplete micro-batch this long after its first example; `none` closes by count only,"
                                + " which alone makes a recovered run end with the same bytes.",
                byDefault = "none")
        @Nullable
        Duration maxWait) {
    public MicroBatchConfig {
        Check.within("size", size, 1, 65_536);
        if (maxWait != null) {
            Check.atLeast("max-wait", maxWait, Duration.ofMillis(1));
        }
    }
}
