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
                        "Micro-batches that are predicted together, before any of them is learned; each is an update of its"
                                + " own. More of them make fewer and larger predictions, which a GPU wants, and later ones."
                                + " For one network under `model` whose examples are not learned one by one.",
                byDefault = "1")
        int gather,

        @Setting(
                value =
                        "Close an incomplete micro-batch this long after its first example; `none` closes by count only,"
                                + " which alone makes a recovered run end with the same bytes.",
                byDefault = "none")
        @Nullable
        Duration maxWait) {
    private static final int MOST = 65_536;

    public MicroBatchConfig {
        Check.within("size", size, 1, MOST);
        int most = MOST / size;
        Check.within("gather", gather, 1, most);
        if (maxWait != null) {
            Check.atLeast("max-wait", maxWait, Duration.ofMillis(1));
        }
    }

    /** Examples that are predicted together: those of {@link #gather} micro-batches. */
    public int examples() {
        return size * gather;
    }

    /** New examples of an update at most: one that is not gathered is an update however many it holds. */
    public int examplesPerUpdate() {
        return gather == 1 ? Integer.MAX_VALUE : size;
    }
}
