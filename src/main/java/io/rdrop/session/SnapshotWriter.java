package io.rdrop.session;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.example.Example;
import io.rdrop.example.StepReport;
import io.rdrop.learn.Learner;
import io.rdrop.registry.OffsetRange;
import io.rdrop.registry.Prequential;
import io.rdrop.registry.SnapshotContent;
import io.rdrop.registry.SnapshotManifest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The files of a snapshot: the learner's own, which {@link SnapshotReader} opens again; {@code encoder.json}, what its
 * encoders do, for people and other languages; {@code config.yaml}; {@code probe.json}, see {@link ProbeFile};
 * {@code MODEL.md}, see {@link ModelCard}; {@code control.json} of a model that was steered, see {@link ControlFile};
 * {@code state.bin} if it is to be kept, see {@link KeptState}.
 */
public final class SnapshotWriter {
    public static final String ENCODER_JSON = "encoder.json";
    public static final String CONFIG = "config.yaml";
    public static final String PROBE = "probe.json";
    public static final String MODEL_CARD = "MODEL.md";

    private static final ObjectWriter JSON = new ObjectMapper().writerWithDefaultPrettyPrinter();

    private SnapshotWriter() {}

    static SnapshotContent of(
            SteeredLearner steered,
            VersionGuard guard,
            StepReport last,
            List<Example> probe,
            long version,
            long parent,
            List<OffsetRange> trained,
            List<OffsetRange> trainedInAll,
            long nowMs)
            throws IOException {
        JobConfig config = steered.config();
        Learner learner = steered.learner();
        Map<String, byte[]> files = new LinkedHashMap<>(learner.files());
        files.put(ENCODER_JSON, JSON.writeValueAsBytes(learner.describe()));
        files.put(CONFIG, JobConfigs.print(config).getBytes(StandardCharsets.UTF_8));
        if (!steered.log().isEmpty()) {
            files.put(
                    ControlFile.NAME,
                    ControlFile.of(steered.base(), steered.log()).json());
        }
        if (config.registry().keepState()) {
            files.put(KeptState.FILE, KeptState.file(learner));
        }
        Learner.Probe probed = learner.probe(probe);
        files.put(PROBE, JSON.writeValueAsBytes(ProbeFile.of(config.label().classes(), probe, probed)));
        if (config.registry().onnx()) {
            Map<String, String> facts = Map.of("model", last.model(), "version", String.valueOf(version));
            ModelGraph.bytes(learner, config.label().classes(), facts)
                    .ifPresent(file -> files.put(ModelGraph.FILE, file));
        }
        Prequential scores = new Prequential(
                learner.evaluator().cumulative(), learner.evaluator().window());
        SnapshotManifest manifest = new SnapshotManifest(
                SnapshotManifest.FORMAT,
                last.model(),
                version,
                parent > 0 ? Long.valueOf(parent) : null,
                learner.step(),
                learner.trained(),
                trained,
                trainedInAll,
                JobConfigs.trainingHash(config),
                Map.of(),
                learner.stateSha256(),
                last.crossEntropy(),
                last.klDivergence(),
                scores,
                Instant.ofEpochMilli(nowMs),
                projectVersion(),
                guard.judge(version, scores, probed.predictions()),
                steered.log().takeUnpublished());
        // Last: it has the hashes of the others.
        files.put(
                MODEL_CARD,
                ModelCard.of(config, manifest, learner.members(), files).getBytes(StandardCharsets.UTF_8));
        return new SnapshotContent(manifest, files);
    }

    private static String projectVersion() {
        @Nullable String version = SnapshotWriter.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
