package io.rdrop.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Kills the process at every change of the store, looks at what readers see, and repeats the work as a restored job
 * would.
 */
class InterruptedRegistryTest {
    private static final String MODEL = "m";

    /** Far in the future: everything staged is old. */
    private static final Clock LATER = Clock.fixed(Instant.parse("2999-01-01T00:00:00Z"), ZoneOffset.UTC);

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path directory;

    @ParameterizedTest
    @EnumSource
    void stagingAndCommittingShowTheOldOrTheNewVersion(FaultyStorage.Fault fault) throws IOException {
        int kills = forEveryOperation(
                fault,
                registry -> {},
                registry -> registry.commit(registry.stage(Snapshots.content(MODEL, 3), "killed")),
                real -> {
                    assertThat(real.latest(MODEL))
                            .hasValueSatisfying(latest -> assertThat(latest).isBetween(2L, 3L));
                    assertThat(real.versions(MODEL)).isIn(versions(1, 2), versions(1, 2, 3));
                });
        // delete, two files, manifest, rename, and two for `latest`
        assertThat(kills).isEqualTo(7);
    }

    @ParameterizedTest
    @EnumSource
    void aCommitIsRepeatedFromWhatTheCheckpointHolds(FaultyStorage.Fault fault) throws IOException {
        int operation = 0;
        boolean killed = true;
        while (killed) {
            operation++;
            RegistryStorage store = store(fault, operation);
            ModelRegistry real = registryWithTwoVersions(store);
            // The checkpoint holds this record; the process that commits is another one.
            StagedSnapshot staged = real.stage(Snapshots.content(MODEL, 3), "0");
            FaultyStorage faulty = new FaultyStorage(store, operation, fault);
            killed = dies(faulty, registry -> registry.commit(staged));

            assertThat(real.verify(MODEL)).isEmpty();
            assertThat(real.latest(MODEL).orElseThrow()).isBetween(2L, 3L);

            // The recovery is killed at every one of its operations, too.
            for (int again = 1;
                    dies(new FaultyStorage(store, again, fault), registry -> registry.commit(staged));
                    again++) {
                assertThat(real.latest(MODEL).orElseThrow()).isBetween(2L, 3L);
            }
            assertThat(real.commit(staged)).isEqualTo(CommitResult.ALREADY_COMMITTED);
            assertThat(real.latest(MODEL)).contains(3L);
            assertThat(real.versions(MODEL)).isEqualTo(versions(1, 2, 3));
            assertThat(real.verify(MODEL)).isEmpty();
            assertThat(store.exists(staged.path())).isFalse();
        }
        assertThat(operation)
                .as("rename, write and rename of latest, and the run that is not killed")
                .isEqualTo(4);
    }

    @ParameterizedTest
    @EnumSource
    void theFirstCommitShowsNothingOrVersionOne(FaultyStorage.Fault fault) throws IOException {
        int operation = 0;
        boolean killed = true;
        while (killed) {
            operation++;
            RegistryStorage store = store(fault, operation);
            ModelRegistry real = new ModelRegistry(store, LATER);
            StagedSnapshot staged = real.stage(Snapshots.content(MODEL, 1), "0");
            killed = dies(new FaultyStorage(store, operation, fault), registry -> registry.commit(staged));

            assertThat(real.latest(MODEL)).isIn(Optional.empty(), Optional.of(1L));
            // Between the rename and the first `latest` nothing names the version yet; the other way round would be
            // torn.
            List<Long> visible = real.versions(MODEL);
            real.latest(MODEL).ifPresent(latest -> assertThat(visible).contains(latest));
            for (long version : real.versions(MODEL)) {
                assertThat(real.read(MODEL, version, "model.zip")).isNotEmpty();
            }
            real.commit(staged);
            assertThat(real.verify(MODEL)).isEmpty();
            assertThat(real.latest(MODEL)).contains(1L);
        }
    }

    @ParameterizedTest
    @EnumSource
    void pruningShowsAVersionWholeOrNotAtAll(FaultyStorage.Fault fault) throws IOException {
        int kills = forEveryOperation(
                fault,
                registry -> registry.commit(registry.stage(Snapshots.content(MODEL, 3), "0")),
                registry -> registry.prune(MODEL, 1, 0),
                real -> {
                    assertThat(real.latest(MODEL)).contains(3L);
                    assertThat(real.versions(MODEL)).isIn(versions(1, 2, 3), versions(2, 3), versions(3));
                });
        // three per version: clear the grave, rename, delete
        assertThat(kills).isEqualTo(6);
    }

    /** As a job does that leaves a version every second: stage, commit, delete what neither count nor minutes keep. */
    @ParameterizedTest
    @EnumSource
    void aRoundOfASecondScaleRhythmShowsWholeVersionsOnly(FaultyStorage.Fault fault) throws IOException {
        Retention retention = new Retention(1, 1, 0);
        int kills = forEveryOperation(
                fault,
                registry -> {},
                registry -> {
                    registry.commit(registry.stage(Snapshots.content(MODEL, 3), "killed"));
                    registry.prune(MODEL, retention);
                },
                real -> {
                    assertThat(real.latest(MODEL).orElseThrow()).isBetween(2L, 3L);
                    assertThat(real.versions(MODEL)).isIn(versions(1, 2), versions(1, 2, 3), versions(2, 3));
                });
        // seven of staging and committing; clear the grave, rename, delete
        assertThat(kills).isEqualTo(10);
    }

    @ParameterizedTest
    @EnumSource
    void rollingBackMovesLatestOrLeavesIt(FaultyStorage.Fault fault) throws IOException {
        int kills =
                forEveryOperation(fault, registry -> {}, registry -> registry.rollback(MODEL, 1), real -> assertThat(
                                real.latest(MODEL).orElseThrow())
                        .isBetween(1L, 2L));
        assertThat(kills).isEqualTo(4);
    }

    @ParameterizedTest
    @EnumSource
    void pinningMovesLatestOrLeavesIt(FaultyStorage.Fault fault) throws IOException {
        int kills = forEveryOperation(fault, registry -> {}, registry -> registry.pin(MODEL, 1), real -> assertThat(
                        real.latest(MODEL).orElseThrow())
                .isBetween(1L, 2L));
        assertThat(kills).isEqualTo(4);
    }

    @ParameterizedTest
    @EnumSource
    void theNextCommitCompletesAPinThatWasInterrupted(FaultyStorage.Fault fault) throws IOException {
        boolean killed = true;
        for (int operation = 1; killed; operation++) {
            RegistryStorage store = store(fault, operation);
            ModelRegistry real = registryWithTwoVersions(store);
            killed = dies(new FaultyStorage(store, operation, fault), registry -> registry.pin(MODEL, 1));

            real.commit(real.stage(Snapshots.content(MODEL, 3), "0"));

            assertThat(real.latest(MODEL)).contains(real.pinned(MODEL).orElse(3L));
            real.cleanStaging(Duration.ZERO);
            assertThat(real.verify(MODEL)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void unpinningMovesLatestOrLeavesIt(FaultyStorage.Fault fault) throws IOException {
        int kills = forEveryOperation(
                fault, registry -> registry.pin(MODEL, 1), registry -> registry.unpin(MODEL), real -> assertThat(
                                real.latest(MODEL).orElseThrow())
                        .isBetween(1L, 2L));
        assertThat(kills).isEqualTo(3);
    }

    /** Returns how many operations the work consists of. */
    private int forEveryOperation(FaultyStorage.Fault fault, Work before, Work work, Work seen) throws IOException {
        int operation = 1;
        while (true) {
            RegistryStorage store = store(fault, operation);
            ModelRegistry real = registryWithTwoVersions(store);
            before.run(real);
            boolean killed = dies(new FaultyStorage(store, operation, fault), work);
            seen.run(real);
            for (long version : real.versions(MODEL)) {
                assertThat(real.verify(MODEL, version))
                        .as("operation %s, %s", operation, fault)
                        .isEmpty();
            }
            // The restored job does it again, and the rest is cleaned away.
            work.run(real);
            real.cleanStaging(Duration.ZERO);
            assertThat(real.verify(MODEL)).isEmpty();
            assertThat(store.list(RegistryLayout.STAGING)).isEmpty();
            if (!killed) {
                return operation - 1;
            }
            operation++;
        }
    }

    private static boolean dies(FaultyStorage faulty, Work work) {
        try {
            work.run(new ModelRegistry(faulty, LATER));
        } catch (IOException e) {
            assertThat(faulty.failed()).as("only the kill may fail: %s", e).isTrue();
        }
        return faulty.failed();
    }

    private RegistryStorage store(FaultyStorage.Fault fault, int operation) {
        return new LocalRegistryStorage(directory.resolve(fault + "-" + operation));
    }

    private static ModelRegistry registryWithTwoVersions(RegistryStorage store) throws IOException {
        ModelRegistry registry = new ModelRegistry(store, LATER);
        registry.commit(registry.stage(Snapshots.content(MODEL, 1), "0"));
        registry.commit(registry.stage(Snapshots.content(MODEL, 2), "0"));
        return registry;
    }

    private static List<Long> versions(long... versions) {
        return Arrays.stream(versions).boxed().toList();
    }

    private interface Work {
        void run(ModelRegistry registry) throws IOException;
    }
}
