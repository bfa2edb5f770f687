package io.rdrop.tools.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.rdrop.config.ConfigException;
import io.rdrop.tools.report.DriftPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run needs to be gone on with, or to be reported on by another process: {@code run.json} in its directory.
 *
 * @param command {@code train} or {@code demo}
 * @param arguments its options, each as one word, paths absolute; see {@link RunArguments}
 * @param data the data file; null if the records are generated
 * @param configuration the job's effective configuration, YAML, without secrets
 * @param title of its report
 * @param facts of its report
 * @param driftPoints where the data are known to change; empty for a stream without end
 * @param records how many there are; 0 for no end
 * @param bootstrap the Kafka that the user named; null if the run has one of its own
 * @param from offset of the first record
 * @param startedMs when it began, milliseconds since the epoch
 * @param state where it stands
 */
record RunFile(
        String command,
        List<String> arguments,
        @Nullable DataFingerprint data,
        String configuration,
        String title,
        Map<String, String> facts,
        List<DriftPoint> driftPoints,
        long records,
        @Nullable String bootstrap,
        long from,
        long startedMs,
        State state) {
    /** Where a run stands; one that was killed stays RUNNING. */
    enum State {
        RUNNING,
        STOPPED,
        FAILED,
        FINISHED
    }

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    RunFile {
        arguments = List.copyOf(arguments);
        driftPoints = List.copyOf(driftPoints);
    }

    /** The same with its first record. */
    RunFile begun(long offset, long nowMs) {
        return with(offset, nowMs, State.RUNNING);
    }

    /** The same in another state. */
    RunFile with(State now) {
        return with(from, startedMs, now);
    }

    private RunFile with(long offset, long beganMs, State now) {
        return new RunFile(
                command,
                arguments,
                data,
                configuration,
                title,
                facts,
                driftPoints,
                records,
                bootstrap,
                offset,
                beganMs,
                now);
    }

    /** @throws ConfigException if there is none, or it cannot be read */
    static RunFile read(RunDirectory directory) {
        Path file = directory.runJson();
        if (!Files.isRegularFile(file)) {
            throw new ConfigException("no such run: " + directory.root() + " has no " + file.getFileName());
        }
        try {
            return JSON.readValue(Files.readAllBytes(file), RunFile.class);
        } catch (JsonProcessingException e) {
            throw new ConfigException("cannot read " + file + ": " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new ConfigException("cannot read " + file + ": " + e);
        }
    }

    void write(RunDirectory directory) throws IOException {
        Path whole = directory.runJson();
        Path part = whole.resolveSibling(whole.getFileName() + ".part");
        Files.write(part, JSON.writeValueAsBytes(this));
        Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
