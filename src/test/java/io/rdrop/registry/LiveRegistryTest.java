package io.rdrop.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An operator verifies, lists and rolls back while a job commits and prunes as fast as it can. */
class LiveRegistryTest {
    private static final String MODEL = "m";
    private static final int VERSIONS = 150;
    private static final int KEEP = 3;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path directory;

    @RepeatedTest(3)
    void verifyingListingAndRollingBackWorkBesideACommittingJob() throws Exception {
        ModelRegistry operator = registry();
        commit(operator, 1);
        ExecutorService job = Executors.newSingleThreadExecutor();
        try {
            Future<?> committing = job.submit(() -> {
                ModelRegistry registry = registry();
                for (long version = 2; version <= VERSIONS; version++) {
                    commit(registry, version);
                    registry.prune(MODEL, KEEP, 0);
                }
                return null;
            });
            int looks = 0;
            int rollbacks = 0;
            while (!committing.isDone()) {
                looks++;
                assertThat(operator.verify()).isEmpty();
                assertThat(operator.manifests(MODEL)).isNotEmpty();
                rollbacks += rollBack(operator) ? 1 : 0;
            }
            committing.get();
            assertThat(looks).isGreaterThan(2);
            assertThat(rollbacks).isPositive();
        } finally {
            job.shutdownNow();
            assertThat(job.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(operator.verify()).isEmpty();
        assertThat(operator.versions(MODEL)).contains((long) VERSIONS).hasSizeBetween(KEEP, KEEP + 1);
        // Whatever was rolled back: the next version is the one to use.
        commit(operator, VERSIONS + 1);
        assertThat(operator.latest(MODEL)).isEqualTo(Optional.of(VERSIONS + 1L));
    }

    @Test
    void aVersionThatIsRolledBackToWhileItIsPrunedStays() throws IOException {
        ModelRegistry operator = registry();
        for (long version = 1; version <= KEEP + 1; version++) {
            commit(operator, version);
        }
        // The operator comes in between: after the job saw that `latest` names another version, before it takes this
        // one away.
        RegistryStorage rolledBackMeanwhile = (RegistryStorage) Proxy.newProxyInstance(
                RegistryStorage.class.getClassLoader(),
                new Class<?>[] {RegistryStorage.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("rename") && arguments[0].equals(RegistryLayout.version(MODEL, 1))) {
                        operator.rollback(MODEL, 1);
                    }
                    try {
                        return method.invoke(new LocalRegistryStorage(directory), arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });

        assertThat(new ModelRegistry(rolledBackMeanwhile, Clock.systemUTC()).prune(MODEL, KEEP, 0))
                .isEmpty();

        assertThat(operator.latest(MODEL)).isEqualTo(Optional.of(1L));
        assertThat(operator.versions(MODEL)).contains(1L);
        assertThat(operator.verify()).isEmpty();
    }

    /** To the oldest version, which is the next to be pruned; refused if it is just being. */
    private static boolean rollBack(ModelRegistry operator) throws IOException {
        List<Long> versions = operator.versions(MODEL);
        try {
            operator.rollback(MODEL, versions.get(0));
            return true;
        } catch (RegistryException e) {
            assertThat(e).hasMessageContaining("has no version " + versions.get(0));
            return false;
        }
    }

    private ModelRegistry registry() {
        return new ModelRegistry(new LocalRegistryStorage(directory), Clock.systemUTC());
    }

    private static void commit(ModelRegistry registry, long version) throws IOException {
        registry.commit(registry.stage(Snapshots.content(MODEL, version), "0"));
    }
}
