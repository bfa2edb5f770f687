package io.rdrop.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.example.ClassScores;
import io.rdrop.example.Example;
import io.rdrop.example.RawRecord;
import io.rdrop.example.Scores;
import io.rdrop.example.SourcePosition;
import io.rdrop.example.TableFeatures;
import io.rdrop.registry.LocalRegistryStorage;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.registry.Prequential;
import io.rdrop.registry.SnapshotContent;
import io.rdrop.registry.SnapshotManifest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.state.CheckpointStorageAccess;
import org.apache.flink.runtime.state.storage.FileSystemCheckpointStorage;
import org.jspecify.annotations.Nullable;

/** Small jobs, examples and snapshots for tests. */
public final class Jobs {
    private static final String[] COLOURS = {"red", "green", "blue"};

    /** What a topic whose records all say where they stand would give; the record at offset 5 is gone. */
    static final OriginalRecords ORIGINALS = () -> new OriginalRecords.Reader() {
        @Override
        public void fetch(List<SourcePosition> positions, Consumer<RawRecord> each) {
            positions.forEach(position -> each.accept(new RawRecord(
                    position,
                    position.offset() == 5 ? null : position.toString().getBytes(UTF_8))));
        }

        @Override
        public void close() {
            // nothing is connected
        }
    };

    private Jobs() {}

    /**
     * Two numeric columns and one categorical, micro-batches of 4, a snapshot at every checkpoint, no metrics served.
     */
    public static JobConfig config(Path registry, String... overrides) {
        String yaml = """
                name: job-tests
                features: [{name: x}, {name: y}, {name: colour, type: categorical}]
                label: {classes: ["no", "yes"]}
                micro-batch: {size: 4}
                model: {hidden: [5], dropout: 0.25}
                evaluation: {window: 10}
                registry: {directory: "%s", interval: 0s, keep: 1000}
                checkpoint: {interval: 200ms}
                metrics: {enabled: false}
                """.formatted(registry);
        return JobConfigs.parse(yaml, "job.yaml", List.of(overrides));
    }

    /** What a model's record at this offset says; models learn from different examples. */
    public static Example example(String model, long offset) {
        return new Example(
                new SourcePosition("examples", 0, offset, 1_000 + offset),
                "id-" + offset,
                model,
                2_000 + offset,
                new TableFeatures(
                        new double[] {x(model, offset), offset % 5 == 0 ? Double.NaN : offset},
                        new @Nullable String[] {colour(offset)}),
                label(offset));
    }

    /** The same as a Kafka record's value. */
    public static byte[] json(String model, long number) {
        String y = number % 5 == 0 ? "null" : Long.toString(number);
        return String.format(
                        Locale.ROOT,
                        """
                        {"id": "id-%d", "model": "%s", "time": %d, "features": {"x": %s, "y": %s, "colour": "%s"}, "label": %d}""",
                        number,
                        model,
                        2_000 + number,
                        x(model, number),
                        y,
                        colour(number),
                        label(number))
                .getBytes(UTF_8);
    }

    /** Where the checkpoints of an operator last; what refuses to learn without looks at it. */
    static CheckpointStorageAccess checkpoints(JobConfig config) throws IOException {
        return new FileSystemCheckpointStorage(Path.of(config.registry().directory())
                        .resolve("checkpoints")
                        .toUri())
                .createCheckpointStorage(new JobID());
    }

    static ModelRegistry registry(Path directory) {
        return new ModelRegistry(new LocalRegistryStorage(directory), Clock.systemUTC());
    }

    /** A snapshot that no network stands behind. */
    public static SnapshotContent snapshot(String model, long version, String content) {
        Scores scores = ClassScores.of(40, 0.75, 0.5, 0.6, 0.5, 0.25);
        SnapshotManifest manifest = new SnapshotManifest(
                SnapshotManifest.FORMAT,
                model,
                version,
                version > 1 ? version - 1 : null,
                version * 10,
                version * 40,
                List.of(),
                List.of(),
                "config-hash",
                Map.of(),
                "0123456789abcdef".repeat(4),
                0.5,
                0.25,
                new Prequential(scores, scores),
                Instant.parse("2026-11-23T10:15:30.123Z"),
                "test",
                null);
        return new SnapshotContent(manifest, Map.of("model.zip", content.getBytes(UTF_8)));
    }

    private static double x(String model, long number) {
        return Math.sin(number * 1.7 + model.hashCode() % 7);
    }

    private static String colour(long number) {
        return COLOURS[(int) (number % COLOURS.length)];
    }

    private static int label(long number) {
        return number * 7 % 3 == 0 ? 1 : 0;
    }
}
