package io.rdrop.job;

import io.rdrop.config.ConfigException;
import org.apache.flink.runtime.execution.Environment;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.state.memory.MemoryBackendCheckpointStorageAccess;

/** Where checkpoints of a task go. */
final class CheckpointPlace {
    private CheckpointPlace() {}

    /**
     * Refuses the JobManager's memory: with more than 5 MiB of state no checkpoint completes there, the job restarts
     * for ever, and what it has learned is lost with the process.
     */
    static void requireLasting(Environment task) {
        if (task.getCheckpointStorageAccess() instanceof MemoryBackendCheckpointStorageAccess) {
            throw new SuppressRestartsException(new ConfigException(
                    "checkpoints would go to the JobManager's memory, which takes at most 5 MiB of state and is lost with the process:"
                            + " set checkpoint.directory, or the cluster's execution.checkpointing.dir"));
        }
    }
}
