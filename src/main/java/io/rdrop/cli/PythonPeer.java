package io.rdrop.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A Python that can run {@code benchmarks/python_consumer.py}. */
final class PythonPeer {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long TIMEOUT_S = 240;

    private final String python;
    private final Path script;

    private PythonPeer(String python, Path script) {
        this.python = python;
        this.script = script;
    }

    /**
     * Looks for one.
     *
     * @param missing told what is missing, if there is none
     */
    static Optional<PythonPeer> find(List<String> missing) throws InterruptedException {
        Path script = Path.of(System.getProperty("rdrop.home", "."), "benchmarks", "python_consumer.py");
        if (!Files.isRegularFile(script)) {
            missing.add(script + " is not there");
            return Optional.empty();
        }
        String named = System.getenv("RDROP_PYTHON");
        for (String python : named == null ? List.of("python3", "/usr/bin/python3") : List.of(named)) {
            try {
                JsonNode found = run(python, List.of(script.toString(), "--check"));
                if (found.path("missing").isEmpty()) {
                    return Optional.of(new PythonPeer(python, script));
                }
                List<String> modules = new ArrayList<>();
                found.path("missing").forEach(module -> modules.add(module.asText()));
                missing.add(python + " has no " + String.join(", ", modules));
            } catch (IOException e) {
                missing.add(python + " cannot be run: " + e.getMessage());
            }
        }
        return Optional.empty();
    }

    /** Consumes records of a topic and returns examples trained on per second. */
    double rate(String bootstrap, String topic, long records, BenchCase bench)
            throws IOException, InterruptedException {
        JsonNode result = run(
                python,
                List.of(
                        script.toString(),
                        "--bootstrap=" + bootstrap,
                        "--topic=" + topic,
                        "--records=" + records,
                        "--features=" + bench.job().features().size(),
                        "--classes=" + bench.job().label().classes().size(),
                        "--hidden=" + bench.job().model().hidden().get(0),
                        "--batch=" + bench.job().microBatch().size(),
                        "--dropout=" + bench.job().model().dropout(),
                        "--alpha=" + bench.job().rDrop().alpha(),
                        "--learning-rate=" + bench.job().model().updater().stepSize()));
        return result.path("examples").asDouble() / result.path("seconds").asDouble();
    }

    private static JsonNode run(String python, List<String> arguments) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                Stream.concat(Stream.of(python), arguments.stream()).toList());
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
