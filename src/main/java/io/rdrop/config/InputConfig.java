package io.rdrop.config;

/**
 * How the input is read.
 *
 * @param maxBytes longest record
 * @param start where a job without state starts
 * @param group consumer group
 */
public record InputConfig(
        @Setting(
                value = "Longest accepted record, bytes; longer ones go to the dead-letter topic.",
                byDefault = "1048576")
        int maxBytes,

        @Setting(
                value =
                        "Where a job without state starts: `earliest`, `latest` or `committed` (the group's offsets, else"
                                + " earliest).",
                byDefault = "earliest")
        StartOffset start,

        @Setting(
                value = "Consumer group; its offsets are committed with checkpoints, for lag monitors.",
                byDefault = "rdrop")
        String group) {
    public InputConfig {
        Check.within("max-bytes", maxBytes, 16, 64 << 20);
    }
}
