package io.rdrop.session;

import io.rdrop.config.ConfigChanges;
import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.learn.Learner;
import io.rdrop.state.ChunkMap;
import io.rdrop.state.StateParts;
import java.io.IOException;

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
     * @param now the learner's configuration
     * @throws ConfigException naming the settings, if it cannot go on with them
     * @throws IOException if the file is damaged
     */
    void restore(JobConfig now, Learner into) throws IOException {
        ConfigChanges changes = JobConfigs.changes(JobConfigs.trainingYaml(config), now);
        if (!changes.refused().isEmpty()) {
            throw new ConfigException(
                    name + " was trained under another configuration: " + ConfigChanges.describe(changes.refused()));
        }
        try {
            new StateParts(ChunkMap.of(file), StateParts.CHUNK_BYTES).restore(into.state());
        } catch (IOException e) {
            throw new IOException(FILE + " of " + name + ": " + e.getMessage(), e);
        }
    }
}
