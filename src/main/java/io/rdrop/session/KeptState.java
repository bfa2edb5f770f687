package io.rdrop.session;

import io.rdrop.config.ConfigChanges;
import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.learn.Learner;
import io.rdrop.state.ChunkMap;
import io.rdrop.state.StateParts;
import io.rdrop.task.Task;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;

/**
 * A learner's training state as a version has it: {@value #FILE}, where {@code registry.keep-state} says so.
 *
 * @param name of the version, for messages
 * @param config that it was trained under
 * @param file the content of the file
 */
public record KeptState(String name, JobConfig config, byte[] file) {
    /** Its name within a version. */
    public static final String FILE = "state.bin";

    static byte[] file(Learner learner) throws IOException {
        ChunkMap chunks = new ChunkMap();
        new StateParts(chunks, StateParts.CHUNK_BYTES).save(learner.state());
        return chunks.bytes();
    }

    /**
     * Lets a learner that has seen nothing yet begin with it.
     *
     * @param now the learner's configuration; members of a pool that it does not have are left out
     * @param tasks of configurations
     * @throws ConfigException naming the settings, if it cannot go on with them
     * @throws IOException if the file is damaged
     */
    void restore(JobConfig now, Function<JobConfig, Task> tasks, Learner into) throws IOException {
        ConfigChanges changes = JobConfigs.changes(JobConfigs.trainingYaml(config), now);
        if (!changes.refused().isEmpty()) {
            throw new ConfigException(
                    name + " was trained under another configuration: " + ConfigChanges.describe(changes.refused()));
        }
        try {
            StateParts state = new StateParts(ChunkMap.of(file), StateParts.CHUNK_BYTES);
            Optional<JobConfig> otherMembers = JobConfigs.withPoolOf(now, config);
            if (otherMembers.isEmpty()) {
                state.restore(into.state());
                return;
            }
            try (Learner before = tasks.apply(otherMembers.get()).learner()) {
                state.restore(before.state());
                into.follow(before);
            }
        } catch (IOException e) {
            throw new IOException(FILE + " of " + name + ": " + e.getMessage(), e);
        }
    }
}
