package io.rdrop.session;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.control.CommandLog;
import io.rdrop.example.AppliedCommand;
import java.io.IOException;
import java.util.List;

/**
 * What was asked of a model until a version, so that it can be done again: {@code control.json}.
 *
 * @param configuration the job's, without commands, as YAML; {@code config.yaml} has it as it was at the version
 * @param passedOver records that were predicted and not learned
 * @param whole whether the commands are all that there were
 * @param commands those that took effect, oldest first
 */
public record ControlFile(String configuration, long passedOver, boolean whole, List<AppliedCommand> commands) {
    /** Its name within a version. */
    public static final String NAME = "control.json";

    private static final ObjectMapper JSON = new ObjectMapper();

    public ControlFile {
        commands = List.copyOf(commands);
    }

    static ControlFile of(JobConfig base, CommandLog log) {
        return new ControlFile(JobConfigs.print(base), log.passedOver(), log.isWhole(), log.applied());
    }

    byte[] json() throws IOException {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this);
    }

    /**
     * Reads a file.
     *
     * @throws IOException if it is damaged
     */
    public static ControlFile read(byte[] json) throws IOException {
        try {
            return JSON.readValue(json, ControlFile.class);
        } catch (JsonProcessingException e) {
            throw new IOException(NAME + " cannot be read: " + e.getOriginalMessage(), e);
        }
    }
}
