package io.rdrop.config;

import io.rdrop.Public;
import java.time.Duration;

/**
 * The model registry.
 *
 * @param directory where snapshots go
 * @param keep newest versions kept per model
 * @param interval least time between two snapshots of a model
 */
@Public
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
                        "Least time between two snapshots of one model; snapshots are taken with checkpoints, those of many models spread over"
                                + " the time between two, and at the end.",
                byDefault = "30s")
        Duration interval) {
    public RegistryConfig {
        Check.atLeast("keep", keep, 1);
        Check.atLeast("interval", interval, Duration.ZERO);
        if (directory.isBlank()) {
            throw new ConfigException("directory must not be blank");
        }
    }
}
