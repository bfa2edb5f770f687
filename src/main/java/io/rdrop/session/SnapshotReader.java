package io.rdrop.session;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.learn.ExamplePredictor;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.registry.VersionCheck;
import io.rdrop.task.Task;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Opens versions of a registry to predict with. No file is looked into unless its hash is that of the manifest. */
public record SnapshotReader(ModelRegistry registry) implements VersionCheck {
    /** How far a prediction may be from the probe's, of 1 or of the number itself: processors round differently. */
    private static final double TOLERANCE = 1e-4;

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The configuration that a version was trained under, its secrets as ***. */
    public JobConfig config(String model, long version) throws IOException {
        return JobConfigs.parseStored(
                new String(registry.read(model, version, SnapshotWriter.CONFIG), StandardCharsets.UTF_8),
                SnapshotWriter.CONFIG + " of model " + model + ", version " + version,
                List.of());
    }

    /**
     * What a version predicts; the caller closes it.
     *
     * @throws IOException naming the file that is absent, damaged or of something else
     */
    public ExamplePredictor open(String model, long version) throws IOException {
        return open(model, version, files(model, version));
    }

    private ExamplePredictor open(String model, long version, Map<String, byte[]> files) throws IOException {
        return Task.of(config(model, version)).predictor(files);
    }

    private Map<String, byte[]> files(String model, long version) throws IOException {
        Map<String, byte[]> files = new HashMap<>();
        for (String name : registry.manifest(model, version).files().keySet()) {
            files.put(name, registry.read(model, version, name));
        }
        return files;
    }

    /**
     * Opens the version, holds what it predicts against its {@code probe.json}, and the state in its files against the
     * hash in its manifest.
     */
    @Override
    public Optional<String> problem(String model, long version) {
        try {
            Map<String, byte[]> files = files(model, version);
            try (ExamplePredictor predictor = open(model, version, files)) {
                ProbeFile probe = probe(model, version);
                Optional<String> difference = difference(probe.predictions(), probe.predictedBy(predictor));
                return difference.isPresent() ? difference : otherState(model, version, Task.stateSha256(files));
            }
        } catch (IOException | RuntimeException e) {
            String why = String.valueOf(e.getMessage()).replaceAll("\\s*\\R\\s*", " ");
            return Optional.of("cannot be opened: " + why);
        }
    }

    private Optional<String> otherState(String model, long version, String state) throws IOException {
        String said = registry.manifest(model, version).stateSha256();
        return state.equals(said)
                ? Optional.empty()
                : Optional.of("holds a state with SHA-256 " + state + " where its manifest says stateSha256 " + said);
    }

    private ProbeFile probe(String model, long version) throws IOException {
        byte[] content = registry.read(model, version, SnapshotWriter.PROBE);
        try {
            return JSON.readValue(content, ProbeFile.class);
        } catch (JsonProcessingException e) {
            throw new IOException(SnapshotWriter.PROBE + " cannot be read: " + e.getOriginalMessage(), e);
        }
    }

    private static Optional<String> difference(float[] expected, float[] actual) {
        if (actual.length != expected.length) {
            return Optional.of("gives " + actual.length + " numbers for the rows of " + SnapshotWriter.PROBE
                    + ", which has " + expected.length);
        }
        for (int i = 0; i < expected.length; i++) {
            double away = Math.abs((double) actual[i] - expected[i]);
            if (Float.compare(actual[i], expected[i]) != 0
                    && !(away <= TOLERANCE * Math.max(1, Math.abs(expected[i])))) {
                return Optional.of("predicts " + actual[i] + " where " + SnapshotWriter.PROBE + " has " + expected[i]);
            }
        }
        return Optional.empty();
    }
}
