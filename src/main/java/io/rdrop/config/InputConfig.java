package io.rdrop.config;

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
        Check.within("max-models", maxModels, 1, Integer.MAX_VALUE);
    }
}
