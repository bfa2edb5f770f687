package io.rdrop.session;

import io.rdrop.config.JobConfig;
import io.rdrop.learn.ExamplePredictor;
import io.rdrop.registry.VersionFiles;
import io.rdrop.task.Task;
import java.io.IOException;

/**
 * A version that was read once, and opened from what was read.
 *
 * @param config it was trained under, its secrets as ***
 * @param version what was read of it
 * @param predictor what it predicts; whoever has this closes it
 */
public record OpenSnapshot(JobConfig config, VersionFiles version, ExamplePredictor predictor) {
    /** One more of what it predicts, for another thread; the caller closes it. */
    public ExamplePredictor another() throws IOException {
        return Task.of(config).predictor(version.files());
    }
}
