package io.rdrop.config;

import org.jspecify.annotations.Nullable;

/** How the input is read. */
public record InputConfig(
        @Setting(value = "Form of the records: `json`, `avro` or `binary` (docs/records.md).", byDefault = "json")
        RecordFormat format,

        @Setting("Avro records.") AvroConfig avro,

        @Setting(
                value = "Longest accepted record, bytes; longer ones go to the dead-letter topic.",
                byDefault = "1048576")
        int maxBytes,

        @Setting(
                value =
                        "Most models that a subtask makes; records of further new model keys go to the dead-letter topic. Models"
                                + " that it has already are not affected.",
                byDefault = "1000")
        int maxModels,

        @Setting(
                value =
                        "Longest category that is kept as it is, bytes of UTF-8; a longer one is known by its SHA-256 (`sha-256:` and"
                                + " hex), so that long ones still differ. At least 72.",
                byDefault = "256")
        int maxCategoryBytes,

        @Setting(
                value =
                        "Most bytes of categories or words that a model remembers, two per character; those that come later share hash"
                                + " buckets, or are the unknown word.",
                byDefault = "4194304")
        long maxDictionaryBytes,

        @Setting(
                value =
                        "Most bytes of all models of a subtask: networks, words, examples that wait or are kept for replay. From nine"
                                + " tenths on, records of new model keys go to the dead-letter topic; at the limit, those of other keys, too,"
                                + " that would make it more. `none` is a quarter of the heap, divided by the slots of the TaskManager.",
                byDefault = "none")
        @Nullable
        Long maxStateBytes,

        @Setting(
                value =
                        "Where a job without state starts: `earliest`, `latest` or `committed` (the group's offsets, else"
                                + " earliest).",
                byDefault = "earliest")
        StartOffset start,

        @Setting(
                value = "Consumer group; its offsets are committed with checkpoints, for lag monitors.",
                byDefault = "rdrop")
        String group,

        @Setting(
                value =
                        "Whether records may have a `weight`, a number of at least 0 that loss and gradient of the example are"
                                + " multiplied by (docs/records.md); 1 where there is none. Not for tags, languages and texts that"
                                + " are written.",
                byDefault = "false")
        boolean weights) {
    /** A digest is itself a category. */
    private static final int LEAST_CATEGORY_BYTES = 72;

    public InputConfig {
        Check.within("max-bytes", maxBytes, 16, 64 << 20);
        Check.within("max-models", maxModels, 1, Integer.MAX_VALUE);
        Check.within("max-category-bytes", maxCategoryBytes, LEAST_CATEGORY_BYTES, 64 << 20);
        Check.atLeast("max-dictionary-bytes", (double) maxDictionaryBytes, 0);
        if (maxStateBytes != null) {
            Check.atLeast("max-state-bytes", (double) maxStateBytes, 1);
        }
    }
}
