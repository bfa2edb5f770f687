package io.rdrop.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.rdrop.example.ClassScores;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Snapshots for tests. */
final class Snapshots {
    static final Instant CREATED_AT = Instant.parse("2026-11-23T10:15:30.123Z");

    private Snapshots() {}

    static SnapshotManifest manifest(String model, long version, @Nullable Long parent) {
        return manifest(model, version, parent, 0.9, CREATED_AT, null);
    }

    private static SnapshotManifest manifest(
            String model,
            long version,
            @Nullable Long parent,
            double windowAccuracy,
            Instant createdAt,
            @Nullable String heldBack) {
        OffsetDigest digest = new OffsetDigest();
        digest.add(version * 10);
        return new SnapshotManifest(
                SnapshotManifest.FORMAT,
                model,
                version,
                parent,
                version * 100,
                version * 3_200,
                List.of(new OffsetRange("examples", 0, version * 10, version * 10, 1, digest.hex())),
                List.of(new OffsetRange("examples", 0, 0, version * 10, version, digest.hex())),
                "config-hash",
                Map.of(),
                Sha256.hex(new byte[] {(byte) version}),
                0.5,
                0.25,
                new Prequential(
                        ClassScores.of(3_200, 0.8, 0.6, 0.4, 0.85, 0.57),
                        ClassScores.of(1_000, windowAccuracy, 0.7, 0.3, 0.84, 0.5)),
                createdAt,
                "0.1.0",
                heldBack);
    }

    /** One that {@code latest} does not move to. */
    static SnapshotContent heldBack(String model, long version, String reason) {
        return new SnapshotContent(manifest(model, version, parent(version), 0.9, CREATED_AT, reason), Map.of());
    }

    static SnapshotContent scored(String model, long version, double windowAccuracy, Instant createdAt) {
        return new SnapshotContent(
                manifest(model, version, parent(version), windowAccuracy, createdAt, null), Map.of());
    }

    private static @Nullable Long parent(long version) {
        return version == 1 ? null : Long.valueOf(version - 1);
    }

    static SnapshotContent content(String model, long version) {
        return content(model, version, "network " + version);
    }

    static SnapshotContent content(String model, long version, String network) {
        return new SnapshotContent(
                manifest(model, version, parent(version)),
                Map.of("model.zip", network.getBytes(UTF_8), "encoder.bin", new byte[] {1, 2, 3}));
    }
}
