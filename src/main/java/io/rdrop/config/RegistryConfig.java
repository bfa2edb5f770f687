package io.rdrop.config;

import java.time.Duration;

/** The model registry. */
public record RegistryConfig(
        @Setting(
                value =
                        "Directory of the snapshots: a local path, or any URI of a Flink file system (`s3://...`, `hdfs://...`).",
                byDefault = "rdrop-out/models")
        String directory,

        @Setting(value = "Newest versions kept per model; older ones are deleted after a commit.", byDefault = "20")
        int keep,

        @Setting(
                value =
                        "Of how many days (UTC) the best of the older versions is kept, too, by its score over the window; 0 for"
                                + " none. What `latest` or a pin names is always kept.",
                byDefault = "7")
        int keepDays,

        @Setting(
                value =
                        "Of how many minutes before the newest version the newest of each is kept, too, among the older versions;"
                                + " 0 for none. For versions that follow each other within seconds.",
                byDefault = "0")
        int keepMinutes,

        @Setting(
                value =
                        "Hold a version back from `latest` that scores worse over its window than the served ones before it, by more"
                                + " than noise and more than its referees, or that predicts what is not finite (docs/registry.md).",
                byDefault = "true")
        boolean guard,

        @Setting(
                value =
                        "Write each version as `model.onnx`, too, which any ONNX runtime predicts by, and the Python package of"
                                + " this project (docs/onnx.md).",
                byDefault = "true")
        boolean onnx,

        @Setting(
                value =
                        "Write each version's training state (optimiser, encoders, replay) into it, too, so that `rdrop control"
                                + " rollback` lets training go on from there (docs/steering.md).",
                byDefault = "false")
        boolean keepState,

        @Setting(
                value =
                        "Least time between two snapshots of one model; snapshots are taken with checkpoints, those of many models spread over"
                                + " the time between two, and at the end.",
                byDefault = "30s")
        Duration interval) {
    public RegistryConfig {
        Check.atLeast("keep", keep, 1);
        Check.within("keep-days", keepDays, 0, 3_650);
        Check.within("keep-minutes", keepMinutes, 0, 1_440);
        Check.atLeast("interval", interval, Duration.ZERO);
        if (directory.isBlank()) {
            throw new ConfigException("directory must not be blank");
        }
    }
}
