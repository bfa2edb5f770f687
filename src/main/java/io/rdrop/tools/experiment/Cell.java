package io.rdrop.tools.experiment;

import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;

/**
 * One run of an experiment: a configuration, with its seed, on a stream. Two variants whose configurations are the same
 * have the same cells.
 *
 * @param stream that it learns from
 * @param config with the seed
 * @param code the version of the code that learns
 */
record Cell(DataStream stream, JobConfig config, String code) {
    /** What tells it from all others: what its result depends on, and the form of that. */
    String key() {
        return new Fingerprint()
                .add(CellResult.FORM)
                .add(code)
                .add(stream.fingerprint())
                .add(configuration())
                .hex();
    }

    /** The hash of its configuration. */
    String configuration() {
        return JobConfigs.trainingHash(config);
    }
}
