package io.rdrop.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelRegistryTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path root;

    private ModelRegistry registry;

    @BeforeEach
    void openRegistry() {
        registry = new ModelRegistry(new LocalRegistryStorage(root), Clock.fixed(NOW, ZoneOffset.UTC));
    }

    @Test
    void knowsNothingAtFirst() throws IOException {
        assertThat(registry.models()).isEmpty();
        assertThat(registry.versions("m")).isEmpty();
        assertThat(registry.latest("m")).isEmpty();
        assertThat(registry.verify("m")).isEmpty();
        assertThat(registry.prune("m", 1, 0)).isEmpty();
        assertThat(registry.cleanStaging(Duration.ZERO)).isEmpty();
    }

    @Test
    void aStagedSnapshotIsNotVisible() throws IOException {
        StagedSnapshot staged = registry.stage(Snapshots.content("m", 1), "0");

        assertThat(registry.models()).isEmpty();
        assertThat(registry.versions("m")).isEmpty();
        assertThat(registry.latest("m")).isEmpty();
        assertThat(root.resolve(staged.path())).isDirectory();
    }

    @Test
    void aCommittedSnapshotStandsInItsDocumentedPlace() throws IOException {
        assertThat(commit("m", 1)).isEqualTo(CommitResult.COMMITTED);

        assertThat(root.resolve("m/latest")).hasContent("1");
        assertThat(root.resolve("m/00000001/model.zip")).hasContent("network 1");
        assertThat(root.resolve("m/00000001/encoder.bin")).hasBinaryContent(new byte[] {1, 2, 3});
        assertThat(root.resolve("m/00000001/manifest.json")).isRegularFile();
        assertThat(root.resolve(".staging")).isEmptyDirectory();
    }

    @Test
    void theManifestVouchesForTheFiles() throws IOException {
        commit("m", 1);

        SnapshotManifest manifest = registry.manifest("m", 1);
        assertThat(manifest.files())
                .containsExactly(
                        Map.entry("encoder.bin", FileEntry.of(new byte[] {1, 2, 3})),
                        Map.entry("model.zip", FileEntry.of("network 1".getBytes(UTF_8))));
        assertThat(manifest.withFiles(Map.of())).isEqualTo(Snapshots.manifest("m", 1, null));
        assertThat(registry.read("m", 1, "model.zip")).isEqualTo("network 1".getBytes(UTF_8));
    }

    @Test
    void committingAgainChangesNothing() throws IOException {
        StagedSnapshot staged = registry.stage(Snapshots.content("m", 1), "0");
        registry.commit(staged);

        assertThat(registry.commit(staged)).isEqualTo(CommitResult.ALREADY_COMMITTED);
        assertThat(registry.versions("m")).containsExactly(1L);
        assertThat(registry.verify("m")).isEmpty();
    }

    @Test
    void theSameSnapshotOfAnotherAttemptIsDropped() throws IOException {
        commit("m", 1);
        StagedSnapshot second = registry.stage(Snapshots.content("m", 1), "1");

        assertThat(registry.commit(second)).isEqualTo(CommitResult.ALREADY_COMMITTED);
        assertThat(root.resolve(".staging")).isEmptyDirectory();
    }

    @Test
    void refusesAnotherSnapshotOfACommittedVersion() throws IOException {
        commit("m", 1);
        StagedSnapshot other = registry.stage(Snapshots.content("m", 1, "another network"), "1");

        assertThatThrownBy(() -> registry.commit(other))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("version 1 of model m was committed before with other content")
                .hasMessageContaining(other.manifestSha256());
        assertThat(registry.read("m", 1, "model.zip")).isEqualTo("network 1".getBytes(UTF_8));
        assertThat(root.resolve(other.path())).isDirectory();
    }

    @Test
    void refusesToCommitOverAVersionWithoutManifest() throws IOException {
        Files.createDirectories(root.resolve("m/00000001"));
        StagedSnapshot staged = registry.stage(Snapshots.content("m", 1), "0");

        assertThatThrownBy(() -> registry.commit(staged))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("m/00000001/manifest.json");
    }

    @Test
    void refusesToCommitWhatIsNotStaged() throws IOException {
        StagedSnapshot staged = registry.stage(Snapshots.content("m", 1), "0");
        new LocalRegistryStorage(root).delete(staged.path(), true);

        assertThatThrownBy(() -> registry.commit(staged))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("neither committed nor staged in " + staged.path());
    }

    @Test
    void refusesToCommitADamagedStaging() throws IOException {
        StagedSnapshot lacksFile = registry.stage(Snapshots.content("m", 1), "0");
        Files.delete(root.resolve(lacksFile.path()).resolve("encoder.bin"));
        StagedSnapshot otherManifest = registry.stage(Snapshots.content("m", 1), "1");
        Files.writeString(root.resolve(otherManifest.path()).resolve("manifest.json"), "{}");

        assertThatThrownBy(() -> registry.commit(lacksFile))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("encoder.bin");
        assertThatThrownBy(() -> registry.commit(otherManifest))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining(otherManifest.manifestSha256());
        assertThat(registry.versions("m")).isEmpty();
    }

    @Test
    void stagingAgainReplacesWhatTheAttemptLeft() throws IOException {
        StagedSnapshot first = registry.stage(Snapshots.content("m", 1), "0");
        Files.writeString(root.resolve(first.path()).resolve("torn"), "x");

        registry.commit(registry.stage(Snapshots.content("m", 1), "0"));

        assertThat(registry.verify("m")).isEmpty();
    }

    @Test
    void refusesUnsafeAttemptAndFileNames() {
        assertThatThrownBy(() -> registry.stage(Snapshots.content("m", 1), "../up"))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("../up");
        for (String name : new String[] {"../model.zip", "a/b", "..", "", "manifest.json"}) {
            SnapshotContent content =
                    new SnapshotContent(Snapshots.manifest("m", 1, null), Map.of(name, new byte[] {1}));
            assertThatThrownBy(() -> registry.stage(content, "0"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("`" + name + "`");
        }
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void latestNeverMovesBackWhenAnOlderVersionIsCommittedAgain() throws IOException {
        StagedSnapshot first = registry.stage(Snapshots.content("m", 1), "0");
        registry.commit(first);
        commit("m", 2);

        registry.commit(first);

        assertThat(registry.latest("m")).contains(2L);
    }

    @Test
    void rollbackMovesLatestBackUntilANewVersionComes() throws IOException {
        commit("m", 1);
        commit("m", 2);
        StagedSnapshot third = registry.stage(Snapshots.content("m", 3), "0");
        registry.commit(third);

        registry.rollback("m", 1);
        assertThat(registry.latest("m")).contains(1L);
        assertThat(registry.versions("m")).containsExactly(1L, 2L, 3L);

        registry.commit(third);
        assertThat(registry.latest("m"))
                .as("a restarted job commits version 3 again")
                .contains(1L);

        commit("m", 4);
        assertThat(registry.latest("m")).contains(4L);
        assertThat(registry.verify("m")).isEmpty();
    }

    @Test
    void aPinHoldsLatestWhateverIsCommitted() throws IOException {
        commit("m", 1);
        commit("m", 2);

        registry.pin("m", 1);
        commit("m", 3);
        assertThat(registry.latest("m")).contains(1L);
        assertThat(registry.pinned("m")).contains(1L);
        assertThat(root.resolve("m/pinned")).hasContent("1");
        assertThat(registry.verify("m")).isEmpty();

        registry.pin("m", 2);
        commit("m", 4);
        assertThat(registry.latest("m")).contains(2L);

        assertThat(registry.unpin("m")).contains(4L);
        assertThat(registry.pinned("m")).isEmpty();
        commit("m", 5);
        assertThat(registry.latest("m")).contains(5L);
    }

    @Test
    void unpinningMovesToTheNewestVersionThatIsNotHeldBack() throws IOException {
        commit("m", 1);
        commit("m", 2);
        commitContent(Snapshots.heldBack("m", 3, "worse"));
        registry.pin("m", 3);
        assertThat(registry.latest("m")).as("an operator may know better").contains(3L);

        assertThat(registry.unpin("m")).contains(2L);
        assertThat(registry.unpin("m")).as("again").contains(2L);
    }

    @Test
    void aRollbackEndsAPin() throws IOException {
        commit("m", 1);
        commit("m", 2);
        registry.pin("m", 2);

        registry.rollback("m", 1);
        commit("m", 3);

        assertThat(registry.latest("m")).contains(3L);
    }

    @Test
    void refusesToPinWhatIsNotThere() throws IOException {
        commit("m", 1);

        assertThatThrownBy(() -> registry.pin("m", 7))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("model m has no version 7 but [1]");
        assertThat(registry.pinned("m")).isEmpty();
    }

    @Test
    void latestDoesNotMoveToAVersionThatIsHeldBack() throws IOException {
        commit("m", 1);
        StagedSnapshot worse = registry.stage(Snapshots.heldBack("m", 2, "worse"), "0");
        registry.commit(worse);
        registry.commit(worse); // as after a restart

        assertThat(registry.latest("m")).contains(1L);
        assertThat(registry.newest("m")).contains(2L);
        assertThat(registry.manifest("m", 2).heldBack()).isEqualTo("worse");
        assertThat(registry.verify("m")).isEmpty();

        commit("m", 3);
        assertThat(registry.latest("m")).contains(3L);
    }

    @Test
    void aModelWhoseVersionsAreAllHeldBackHasNoLatest() throws IOException {
        commitContent(Snapshots.heldBack("m", 1, "not finite"));

        assertThat(registry.latest("m")).isEmpty();
        assertThat(registry.verify("m")).isEmpty();
    }

    @Test
    void pruningKeepsTheBestOfEachDay() throws IOException {
        double[] accuracies = {0.7, 0.9, 0.8, 0.6, 0.6, 0.99, 0.5, 0.5};
        Instant[] days = {NOW.minus(Duration.ofDays(3)), NOW.minus(Duration.ofDays(1)), NOW};
        int[] dayOf = {0, 0, 1, 1, 1, 2, 2, 2};
        for (int i = 0; i < accuracies.length; i++) {
            commitContent(Snapshots.scored("m", i + 1, accuracies[i], days[dayOf[i]]));
        }

        assertThat(registry.prune("m", 1, 2)).containsExactly(1L, 2L, 4L, 5L, 7L);
        assertThat(registry.versions("m"))
                .as("of yesterday and today; the third day ago is out")
                .containsExactly(3L, 6L, 8L);
        assertThat(registry.prune("m", 1, 2)).isEmpty();
        assertThat(registry.verify("m")).isEmpty();
    }

    @Test
    void pruningKeepsTheNewestOfEachMinute() throws IOException {
        Instant start = Instant.parse("2026-11-23T10:00:00Z");
        for (int i = 0; i < 16; i++) { // one every 20 s, three a minute
            commitContent(Snapshots.scored("m", i + 1, 0.5, start.plusSeconds(20L * i)));
        }

        Retention retention = new Retention(2, 4, 0);
        assertThat(registry.prune("m", retention)).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 10L, 11L, 13L);
        assertThat(registry.versions("m"))
                .as("the newest of the minutes 2 to 4, what else is old of minute 4 and 5, and the newest two")
                .containsExactly(9L, 12L, 14L, 15L, 16L);
        assertThat(registry.prune("m", retention)).isEmpty();
        assertThat(registry.verify("m")).isEmpty();
    }

    @Test
    void aVersionASecondLeavesOneAMinuteBehind() throws IOException {
        Instant start = Instant.parse("2026-11-23T10:00:00Z");
        for (int i = 0; i < 300; i++) {
            commitContent(Snapshots.scored("m", i + 1, 0.5, start.plusSeconds(i)));
            registry.prune("m", new Retention(3, 10, 1));
        }

        assertThat(registry.versions("m"))
                .as("the best and newest of the day, of each minute the newest, the newest three")
                .containsExactly(60L, 120L, 180L, 240L, 297L, 298L, 299L, 300L);
    }

    @Test
    void whatWasHeldBackIsNotKeptForItsMinute() throws IOException {
        commitContent(Snapshots.scored("m", 1, 0.5, Snapshots.CREATED_AT));
        commitContent(Snapshots.heldBack("m", 2, "worse"));
        commitContent(Snapshots.scored("m", 3, 0.5, Snapshots.CREATED_AT));

        assertThat(registry.prune("m", new Retention(1, 5, 0))).containsExactly(2L);
    }

    @Test
    void olderManifestsAreReadOnce() throws IOException {
        List<String> read = new ArrayList<>();
        RegistryStorage watched = (RegistryStorage) Proxy.newProxyInstance(
                RegistryStorage.class.getClassLoader(),
                new Class<?>[] {RegistryStorage.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("read")) {
                        read.add((String) arguments[0]);
                    }
                    return method.invoke(new LocalRegistryStorage(root), arguments);
                });
        ModelRegistry watching = new ModelRegistry(watched, Clock.fixed(NOW, ZoneOffset.UTC));
        for (int i = 1; i <= 9; i++) {
            commitContent(Snapshots.scored("m", i, 0.5, NOW.minus(Duration.ofDays(9 - i))));
        }
        watching.prune("m", new Retention(1, 0, 9));
        assertThat(read).filteredOn(path -> path.endsWith("manifest.json")).hasSize(9);
        read.clear();

        watching.prune("m", new Retention(1, 0, 9));

        assertThat(read).filteredOn(path -> path.endsWith("manifest.json")).containsExactly("m/00000009/manifest.json");
    }

    @Test
    void aVersionThatIsHeldBackIsNeverTheBestOfItsDay() throws IOException {
        commitContent(Snapshots.heldBack("m", 1, "worse"));
        commitContent(Snapshots.scored("m", 2, 0.5, Snapshots.CREATED_AT));
        commitContent(Snapshots.scored("m", 3, 0.4, Snapshots.CREATED_AT));

        assertThat(registry.prune("m", 1, 1)).containsExactly(1L);
    }

    @Test
    void pruningKeepsWhatAPinNames() throws IOException {
        for (long version = 1; version <= 4; version++) {
            commit("m", version);
        }
        registry.pin("m", 2);

        assertThat(registry.prune("m", 1, 0)).containsExactly(1L, 3L);
    }

    @Test
    void isThereOnceAnythingWasStaged() throws IOException {
        assertThat(registry.isThere()).isFalse();
        Files.createDirectories(root.resolve("lost+found/00000001"));
        assertThat(registry.isThere()).isFalse();

        registry.stage(Snapshots.content("m", 1), "0");
        assertThat(registry.isThere()).isTrue();
    }

    private void commitContent(SnapshotContent content) throws IOException {
        registry.commit(registry.stage(content, "0"));
    }

    @Test
    void refusesToRollBackToWhatIsNotThere() throws IOException {
        commit("m", 1);

        assertThatThrownBy(() -> registry.rollback("m", 7))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("model m has no version 7 but [1]");
        assertThat(registry.latest("m")).contains(1L);
    }

    @Test
    void pruningKeepsTheNewestAndLatest() throws IOException {
        for (long version = 1; version <= 5; version++) {
            commit("m", version);
        }
        registry.rollback("m", 2);

        assertThat(registry.prune("m", 2, 0)).containsExactly(1L, 3L);
        assertThat(registry.versions("m")).containsExactly(2L, 4L, 5L);
        assertThat(registry.latest("m")).contains(2L);
        assertThat(registry.verify("m")).as("a gap that pruning made is none").isEmpty();
        assertThat(registry.prune("m", 10, 0)).isEmpty();
        assertThat(root.resolve(".staging")).isEmptyDirectory();
        assertThatThrownBy(() -> registry.prune("m", 0, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void versionsAreOrderedByNumberBeyondEightDigits() throws IOException {
        for (long version : new long[] {99_999_999, 100_000_000, 9}) {
            registry.commit(
                    registry.stage(new SnapshotContent(Snapshots.manifest("m", version, version - 1), Map.of()), "0"));
        }
        Files.createDirectory(root.resolve("m/0000000010"));
        Files.createDirectory(root.resolve("m/00000000"));

        assertThat(registry.versions("m")).containsExactly(9L, 99_999_999L, 100_000_000L);
        assertThat(registry.latest("m")).contains(100_000_000L);
    }

    @Test
    void keepsModelsApartWhateverTheirKeys() throws IOException {
        String[] keys = {"a", "a-1", ".staging", "..", "é ü", "x%2Fy", "latest", "k".repeat(300), "k".repeat(299), "a~1"
        };
        for (String key : keys) {
            commit(key, 1);
        }

        assertThat(registry.models()).isEqualTo(Stream.of(keys).sorted().toList());
        for (String key : keys) {
            assertThat(registry.manifest(key, 1).model()).isEqualTo(key);
            assertThat(registry.verify(key)).isEmpty();
        }
        assertThat(root.resolve("../00000001")).doesNotExist();
    }

    @Test
    void stagingsOfSimilarKeysDoNotMeet() throws IOException {
        StagedSnapshot one = registry.stage(Snapshots.content("a", 1), "2-x");
        StagedSnapshot two = registry.stage(Snapshots.content("a-1", 2), "x");

        assertThat(one.path()).isNotEqualTo(two.path());
    }

    @Test
    void ignoresStrangeDirectoriesInTheRoot() throws IOException {
        Files.createDirectories(root.resolve("lost+found/00000001"));
        Files.createDirectories(root.resolve("empty"));
        commit("m", 1);

        assertThat(registry.models()).containsExactly("m");
    }

    @Test
    void refusesToReadChangedUnknownOrMissingContent() throws IOException {
        commit("m", 1);
        Files.writeString(root.resolve("m/00000001/model.zip"), "network X");
        Files.writeString(root.resolve("m/00000001/stray"), "x");

        assertThatThrownBy(() -> registry.read("m", 1, "model.zip"))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("m/00000001/model.zip")
                .hasMessageContaining(Sha256.hex("network X".getBytes(UTF_8)));
        assertThatThrownBy(() -> registry.read("m", 1, "stray")).isInstanceOf(RegistryException.class);
        assertThatThrownBy(() -> registry.read("m", 1, "../latest")).isInstanceOf(RegistryException.class);
        assertThatThrownBy(() -> registry.read("m", 2, "model.zip"))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("no version 2");
    }

    @Test
    void refusesADamagedLatest() throws IOException {
        commit("m", 1);
        Files.writeString(root.resolve("m/latest"), "one");

        assertThatThrownBy(() -> registry.latest("m"))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("`one` (m/latest)");
        registry.rollback("m", 1);
        assertThat(registry.latest("m")).contains(1L);
    }

    @Test
    void cleansOnlyOldStagings() throws IOException {
        StagedSnapshot old = registry.stage(Snapshots.content("m", 1), "old");
        StagedSnapshot young = registry.stage(Snapshots.content("m", 1), "young");
        StagedSnapshot growing = registry.stage(Snapshots.content("m", 1), "growing");
        for (StagedSnapshot each : new StagedSnapshot[] {old, young, growing}) {
            age(root.resolve(each.path()), each.equals(young) ? Duration.ofMinutes(59) : Duration.ofMinutes(61));
        }
        Files.setLastModifiedTime(root.resolve(growing.path()).resolve("model.zip"), FileTime.from(NOW));

        assertThat(registry.cleanStaging(Duration.ofHours(1))).containsExactly("m~1~old");
        assertThat(registry.commit(young)).isEqualTo(CommitResult.COMMITTED);
    }

    private static void age(Path staging, Duration age) throws IOException {
        try (Stream<Path> paths = Files.walk(staging)) {
            for (Path path : paths.toList()) {
                Files.setLastModifiedTime(path, FileTime.from(NOW.minus(age)));
            }
        }
    }

    private CommitResult commit(String model, long version) throws IOException {
        return registry.commit(registry.stage(Snapshots.content(model, version), "0"));
    }
}
