package io.rdrop.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.registry.Problem.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryVerifierTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path root;

    private ModelRegistry registry;

    @BeforeEach
    void commitThreeVersions() throws IOException {
        registry = new ModelRegistry(new LocalRegistryStorage(root), Clock.systemUTC());
        for (long version = 1; version <= 3; version++) {
            registry.commit(registry.stage(Snapshots.content("m", version), "0"));
        }
        assertThat(registry.verify("m")).isEmpty();
    }

    @Test
    void findsAMissingFile() throws IOException {
        Files.delete(root.resolve("m/00000002/model.zip"));

        assertProblem(2, Kind.MISSING_FILE, "m/00000002/model.zip");
    }

    @Test
    void findsAFileThatIsADirectory() throws IOException {
        Files.delete(root.resolve("m/00000002/model.zip"));
        Files.createDirectory(root.resolve("m/00000002/model.zip"));

        assertProblem(2, Kind.MISSING_FILE, "m/00000002/model.zip");
    }

    @Test
    void findsAChangedByte() throws IOException {
        Files.write(root.resolve("m/00000002/encoder.bin"), new byte[] {1, 2, 4});

        assertProblem(2, Kind.SHA_MISMATCH, "m/00000002/encoder.bin");
    }

    @Test
    void findsAnExtraFile() throws IOException {
        Files.writeString(root.resolve("m/00000002/notes.txt"), "x");

        assertProblem(2, Kind.EXTRA_FILE, "m/00000002/notes.txt");
    }

    @Test
    void findsWhatStandsBesideTheVersions() throws IOException {
        Files.createDirectory(root.resolve("m/2"));

        assertThat(registry.verify("m")).singleElement().satisfies(problem -> {
            assertThat(problem.kind()).isEqualTo(Kind.EXTRA_FILE);
            assertThat(problem.path()).isEqualTo("m/2");
            assertThat(problem).hasToString("m/2: is neither a version nor a pointer [EXTRA_FILE]");
        });
    }

    @Test
    void findsAnUnreadableManifest() throws IOException {
        Files.writeString(root.resolve("m/00000002/manifest.json"), "{\"format\": 1,");

        assertProblem(2, Kind.UNREADABLE_MANIFEST, "m/00000002/manifest.json");
        assertThat(registry.verify("m", 3)).as("version 3 is sound in itself").isEmpty();
    }

    @Test
    void findsAnAbsentManifest() throws IOException {
        Files.delete(root.resolve("m/00000002/manifest.json"));

        assertProblem(2, Kind.UNREADABLE_MANIFEST, "m/00000002/manifest.json");
    }

    @Test
    void findsAnAbsentVersion() throws IOException {
        assertProblem(9, Kind.MISSING_FILE, "m/00000009", registry);
    }

    @Test
    void findsALatestThatNamesNoVersion() throws IOException {
        Files.writeString(root.resolve("m/latest"), "7\n");

        assertProblem(3, Kind.DANGLING_LATEST, "m/latest");
    }

    @Test
    void findsAnUnreadableOrAbsentLatest() throws IOException {
        Files.writeString(root.resolve("m/latest"), "newest");
        assertProblem(3, Kind.DANGLING_LATEST, "m/latest");

        Files.delete(root.resolve("m/latest"));
        assertProblem(3, Kind.DANGLING_LATEST, "m/latest");
    }

    @Test
    void findsALatestThatIsNotWhereItIsPinned() throws IOException {
        registry.pin("m", 2);
        assertThat(registry.verify("m")).isEmpty();
        Files.writeString(root.resolve("m/latest"), "3\n");

        assertThat(registry.verify("m")).singleElement().satisfies(problem -> {
            assertThat(problem.kind()).isEqualTo(Kind.DANGLING_LATEST);
            assertThat(problem).hasToString("m/pinned: says version 2, but `latest` names 3 [DANGLING_LATEST]");
        });
    }

    @Test
    void findsAVersionThatForgotItsPredecessor() throws IOException {
        commit(Snapshots.manifest("m", 4, 2L));
        assertProblem(4, Kind.NON_MONOTONIC, "m/00000004");

        commit(Snapshots.manifest("m", 5, null));
        assertProblem(5, Kind.NON_MONOTONIC, "m/00000005");
    }

    @Test
    void findsAStepThatWentBack() throws IOException {
        SnapshotManifest third = Snapshots.manifest("m", 3, 2L);
        commit(new SnapshotManifest(
                SnapshotManifest.FORMAT,
                "m",
                4,
                3L,
                third.step() - 1,
                third.examples(),
                third.trained(),
                third.trainedInAll(),
                third.configHash(),
                Map.of(),
                third.stateSha256(),
                0,
                0,
                third.prequential(),
                third.createdAt(),
                third.projectVersion(),
                null));

        assertProblem(4, Kind.NON_MONOTONIC, "m/00000004");
    }

    @Test
    void findsAVersionInAnothersPlace() throws IOException {
        Files.move(root.resolve("m/00000003"), root.resolve("m/00000004"));
        Files.writeString(root.resolve("m/latest"), "4\n");

        assertProblem(4, Kind.NON_MONOTONIC, "m/00000004");
    }

    @Test
    void checksEveryModelOfTheRegistry() throws IOException {
        registry.commit(registry.stage(Snapshots.content("other", 1), "0"));
        assertThat(registry.verify()).isEmpty();
        Files.delete(root.resolve("m/latest"));
        Files.delete(root.resolve("other/latest"));

        assertThat(registry.verify()).extracting(Problem::path).containsExactly("m/latest", "other/latest");
    }

    private void assertProblem(long version, Kind kind, String path) throws IOException {
        assertProblem(version, kind, path, registry);
        assertThat(registry.verify("m"))
                .anySatisfy(problem -> assertThat(problem.path()).isEqualTo(path));
    }

    private static void assertProblem(long version, Kind kind, String path, ModelRegistry registry) throws IOException {
        assertThat(registry.verify("m", version)).singleElement().satisfies(problem -> {
            assertThat(problem.kind()).isEqualTo(kind);
            assertThat(problem.path()).isEqualTo(path);
            assertThat(problem.detail()).isNotBlank();
        });
    }

    private void commit(SnapshotManifest manifest) throws IOException {
        registry.commit(registry.stage(new SnapshotContent(manifest, Map.of()), "0"));
    }
}
