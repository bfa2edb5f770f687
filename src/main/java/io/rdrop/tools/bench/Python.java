package io.rdrop.tools.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rdrop.config.ConfigException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Python that can run one of the scripts in benchmarks/.
 *
 * @param executable python
 * @param script of benchmarks/
 */
record Python(String executable, Path script) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long TIMEOUT_S = 240;

    /** Looks for one that has what the script says it needs; if there is none, tells what is missing. */
    static Optional<Python> find(String name, List<String> missing) throws InterruptedException {
        Path script = Path.of(System.getProperty("rdrop.home", "."), "benchmarks", name);
        if (!Files.isRegularFile(script)) {
            missing.add(script + " is not there");
            return Optional.empty();
        }
        String named = System.getenv("RDROP_PYTHON");
        for (String executable : named == null ? List.of("python3", "/usr/bin/python3") : List.of(named)) {
            try {
                Python python = new Python(executable, script);
                JsonNode found = python.run(List.of("--check"));
                if (found.path("missing").isEmpty()) {
                    return Optional.of(python);
                }
                List<String> modules = new ArrayList<>();
                found.path("missing").forEach(module -> modules.add(module.asText()));
                missing.add(executable + " has no " + String.join(", ", modules));
            } catch (IOException e) {
                missing.add(executable + " cannot be run: " + e.getMessage());
            }
        }
        return Optional.empty();
    }

    /**
     * The peer that {@code --peer} asks for, if it can be had.
     *
     * @param peer as on the command line; null asks for none
     * @param data the user's file, which the peer does not read
     * @param out told what is missing
     * @throws ConfigException if something else is asked for
     */
    static Optional<Python> peer(@Nullable String peer, String script, @Nullable Path data, PrintStream out)
            throws InterruptedException {
        if (peer == null) {
            return Optional.empty();
        }
        if (!peer.equalsIgnoreCase("python")) {
            throw new ConfigException("--peer must be python but was " + peer);
        }
        if (data != null) {
            throw new ConfigException("--peer python reads the generator's records: leave out --data " + data);
        }
        List<String> missing = new ArrayList<>();
        Optional<Python> found = find(script, missing);
        if (found.isEmpty()) {
            out.println("No Python peer: " + String.join("; ", missing)
                    + ". On Debian: apt-get install python3-torch python3-confluent-kafka libopenblas0-pthread");
        }
        return found;
    }

    /** The script with these arguments. */
    List<String> command(List<String> arguments) {
        return Stream.concat(Stream.of(executable, script.toString()), arguments.stream())
                .toList();
    }

    /** Runs the script to its end, in one thread, and returns the JSON that it prints. */
    JsonNode run(List<String> arguments) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command(arguments));
        builder.environment().putAll(Map.of("OMP_NUM_THREADS", "1", "OPENBLAS_NUM_THREADS", "1"));
        Path errors = Files.createTempFile("rdrop-python-", ".log");
        builder.redirectError(errors.toFile());
        Process process = builder.start();
        process.getOutputStream().close();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(TIMEOUT_S, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("it has not ended within " + TIMEOUT_S + " s");
        }
        try {
            JsonNode result = printed.isBlank() ? JSON.createObjectNode() : JSON.readTree(printed);
            if (!result.has("examples") && !result.has("missing")) {
                throw new IOException("it ended with " + process.exitValue() + ": "
                        + Files.readString(errors).strip());
            }
            return result;
        } finally {
            Files.delete(errors);
        }
    }
}
