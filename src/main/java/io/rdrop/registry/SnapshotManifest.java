package io.rdrop.registry;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.rdrop.Public;
import io.rdrop.example.AppliedCommand;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a snapshot is and what it learned from: {@code manifest.json}. Numbers that are not finite stand there as the
 * strings {@code "NaN"}, {@code "Infinity"} and {@code "-Infinity"}.
 *
 * @param format version of this record's JSON form, {@value #FORMAT}
 * @param model model key
 * @param version the snapshot's version, 1-based, greater than its parent's
 * @param parent the version that training went on from, or null for a model's first
 * @param step updates made so far
 * @param examples examples trained on so far
 * @param trained what was trained on since the parent, by topic and partition
 * @param trainedInAll what was trained on since the model began, by topic and partition; empty where a development
 *     version did not write it down
 * @param configHash hash of the effective configuration
 * @param files what the snapshot holds, by name; the manifest itself is not among them
 * @param stateSha256 SHA-256 of parameters, then optimiser state (TrainableModel.stateSha256)
 * @param crossEntropy of the last update, nats per row
 * @param klDivergence of the last update, nats per row, without alpha
 * @param prequential scores beside their referees
 * @param createdAt when the snapshot was taken
 * @param projectVersion version of the software that took it
 * @param heldBack why {@code latest} does not move to it, for people; null if it does
 * @param commands what was asked of the model since the parent, and where it took effect
 */
@Public
public record SnapshotManifest(
        int format,
        String model,
        long version,
        @Nullable Long parent,
        long step,
        long examples,
        List<OffsetRange> trained,
        List<OffsetRange> trainedInAll,
        String configHash,
        Map<String, FileEntry> files,
        String stateSha256,
        double crossEntropy,
        double klDivergence,
        Prequential prequential,
        Instant createdAt,
        String projectVersion,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String heldBack,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<AppliedCommand> commands) {
    /** The format that this version writes. */
    public static final int FORMAT = 1;

    /** The manifest's own name within the snapshot. */
    public static final String FILE_NAME = "manifest.json";

    public SnapshotManifest {
        String place = " (model " + model + ", version " + version + ")";
        if (format != FORMAT) {
            throw new IllegalArgumentException("format must be " + FORMAT + " but was " + format + place);
        }
        if (model.isEmpty()) {
            throw new IllegalArgumentException("model must not be empty" + place);
        }
        if (version < 1) {
            throw new IllegalArgumentException("version must be >= 1 but was " + version + place);
        }
        if (parent != null && (parent < 1 || parent >= version)) {
            throw new IllegalArgumentException("parent must be >= 1 and less than version but was " + parent + place);
        }
        if (step < 0 || examples < 0) {
            throw new IllegalArgumentException(
                    "step and examples must be >= 0 but were " + step + " and " + examples + place);
        }
        Objects.requireNonNull(configHash, "configHash" + place);
        Objects.requireNonNull(prequential, "prequential" + place);
        Objects.requireNonNull(createdAt, "createdAt" + place);
        Objects.requireNonNull(projectVersion, "projectVersion" + place);
        Sha256.require("stateSha256" + place, stateSha256);
        trained = List.copyOf(trained);
        trainedInAll = List.copyOf(trainedInAll);
        commands = List.copyOf(commands);
        // Sorted, so that the same snapshot has the same manifest bytes.
        files = Collections.unmodifiableMap(new TreeMap<>(files));
        for (String name : files.keySet()) {
            if (!RegistryPath.isPlainName(name) || name.equals(FILE_NAME)) {
                throw new IllegalArgumentException("a snapshot cannot hold a file named `" + name + "`" + place);
            }
        }
    }

    /** Of a version before which nothing was asked. */
    public SnapshotManifest(
            int format,
            String model,
            long version,
            @Nullable Long parent,
            long step,
            long examples,
            List<OffsetRange> trained,
            List<OffsetRange> trainedInAll,
            String configHash,
            Map<String, FileEntry> files,
            String stateSha256,
            double crossEntropy,
            double klDivergence,
            Prequential prequential,
            Instant createdAt,
            String projectVersion,
            @Nullable String heldBack) {
        this(
                format,
                model,
                version,
                parent,
                step,
                examples,
                trained,
                trainedInAll,
                configHash,
                files,
                stateSha256,
                crossEntropy,
                klDivergence,
                prequential,
                createdAt,
                projectVersion,
                heldBack,
                List.of());
    }

    /** Whether {@link #trainedInAll} is what was trained on. */
    public boolean saysWhatWasTrainedInAll() {
        return !trainedInAll.isEmpty() || examples == 0;
    }

    /** The same manifest with these files. */
    SnapshotManifest withFiles(Map<String, FileEntry> newFiles) {
        return new SnapshotManifest(
                format,
                model,
                version,
                parent,
                step,
                examples,
                trained,
                trainedInAll,
                configHash,
                newFiles,
                stateSha256,
                crossEntropy,
                klDivergence,
                prequential,
                createdAt,
                projectVersion,
                heldBack,
                commands);
    }
}
