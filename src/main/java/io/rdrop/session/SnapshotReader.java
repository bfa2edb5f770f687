package io.rdrop.session;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.learn.ExamplePredictor;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.registry.RegistryException;
import io.rdrop.registry.SnapshotManifest;
import io.rdrop.registry.VersionCheck;
import io.rdrop.registry.VersionFiles;
import io.rdrop.task.Task;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Opens versions of a registry to predict with. No file is looked into unless its hash is that of the manifest. */
public record SnapshotReader(ModelRegistry registry) implements VersionCheck {
    /** How far a prediction may be from the probe's, of 1 or of the number itself: processors round differently. */
    private static final double TOLERANCE = 1e-4;

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The configuration that a version was trained under, its secrets as ***. */
    public JobConfig config(String model, long version) throws IOException {
        return config(registry.read(model, version, SnapshotWriter.CONFIG), model, version);
    }

    /**
     * What was asked of the model until a version; empty if nothing ever was.
     *
     * @throws IOException if the file is damaged
     */
    public Optional<ControlFile> control(String model, long version) throws IOException {
        byte[] file = registry.files(model, version).files().get(ControlFile.NAME);
        return file == null ? Optional.empty() : Optional.of(ControlFile.read(file));
    }

    /**
     * The training state of a version; empty if it was made without.
     *
     * @throws IOException if there is no such version, or it is damaged
     */
    public Optional<KeptState> kept(String model, long version) throws IOException {
        byte[] file = registry.files(model, version).files().get(KeptState.FILE);
        return file == null
                ? Optional.empty()
                : Optional.of(new KeptState("version " + version + " of model " + model, config(model, version), file));
    }

    private static JobConfig config(byte[] file, String model, long version) {
        return JobConfigs.parseStored(
                new String(file, StandardCharsets.UTF_8),
                SnapshotWriter.CONFIG + " of model " + model + ", version " + version,
                List.of());
    }

    /**
     * What a version predicts; the caller closes it.
     *
     * @throws IOException naming the file that is absent, damaged or of something else
     */
    public ExamplePredictor open(String model, long version) throws IOException {
        return open(registry.files(model, version)).predictor();
    }

    /**
     * Reads a version once, opens it, and holds it against its probe and the state that its manifest says.
     *
     * @return the caller closes its predictor
     * @throws IOException saying what is wrong with it
     */
    public OpenSnapshot verified(String model, long version) throws IOException {
        String name = "version " + version + " of model " + model + " ";
        OpenSnapshot open;
        try {
            open = open(registry.files(model, version));
        } catch (IOException | RuntimeException e) {
            throw new RegistryException(name + "cannot be opened: " + e.getMessage(), e);
        }
        try {
            Optional<String> problem = problem(open.version(), open.predictor());
            if (problem.isPresent()) {
                throw new RegistryException(name + problem.get());
            }
            return open;
        } catch (IOException | RuntimeException e) {
            open.predictor().close();
            throw e;
        }
    }

    private static OpenSnapshot open(VersionFiles version) throws IOException {
        SnapshotManifest manifest = version.manifest();
        JobConfig config = config(file(version, SnapshotWriter.CONFIG), manifest.model(), manifest.version());
        return new OpenSnapshot(config, version, Task.of(config).predictor(version.files()));
    }

    private static byte[] file(VersionFiles version, String name) throws IOException {
        byte[] content = version.files().get(name);
        if (content == null) {
            throw new IOException("the manifest names no file `" + name + "`");
        }
        return content;
    }

    /**
     * Opens the version, holds what it predicts against its {@code probe.json}, and the state in its files against the
     * hash in its manifest; then computes its {@code model.onnx} on the rows of {@code probe.json}.
     */
    @Override
    public Optional<String> problem(String model, long version) {
        return problem(model, version, ignored -> {});
    }

    /**
     * The same.
     *
     * @param computed told the version if its {@code model.onnx} was computed
     */
    public VersionCheck counting(LongConsumer computed) {
        return (model, version) -> problem(model, version, computed);
    }

    private Optional<String> problem(String model, long version, LongConsumer computed) {
        try {
            OpenSnapshot open = open(registry.files(model, version));
            try (ExamplePredictor predictor = open.predictor()) {
                Optional<String> problem = problem(open.version(), predictor);
                if (problem.isPresent()) {
                    return problem;
                }
                GraphCheck.Outcome ofGraph = GraphCheck.of(
                        open.version().files().get(ModelGraph.FILE), open.config(), probe(open.version()), predictor);
                if (ofGraph.computed()) {
                    computed.accept(version);
                }
                return ofGraph.problem();
            }
        } catch (IOException | RuntimeException e) {
            String why = String.valueOf(e.getMessage()).replaceAll("\\s*\\R\\s*", " ");
            return Optional.of("cannot be opened: " + why);
        }
    }

    private static Optional<String> problem(VersionFiles version, ExamplePredictor predictor) throws IOException {
        ProbeFile probe = probe(version);
        Optional<String> difference = difference(probe.predictions(), probe.predictedBy(predictor));
        return difference.isPresent() ? difference : otherState(version);
    }

    private static Optional<String> otherState(VersionFiles version) throws IOException {
        String state = Task.stateSha256(version.files());
        String said = version.manifest().stateSha256();
        return state.equals(said)
                ? Optional.empty()
                : Optional.of("holds a state with SHA-256 " + state + " where its manifest says stateSha256 " + said);
    }

    private static ProbeFile probe(VersionFiles version) throws IOException {
        byte[] content = file(version, SnapshotWriter.PROBE);
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
