package io.rdrop.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Time passes only where a lease waits for it. */
class RegistryLeaseTest {
    private static final RegistryLease.Pause NO_WAITING = time -> {
        throw new AssertionError("nothing is to be waited for");
    };

    private final Path root;
    private final RegistryStorage storage;
    private Instant now = Instant.parse("2026-11-23T12:00:00Z");
    private Duration waited = Duration.ZERO;

    RegistryLeaseTest(@TempDir Path root) {
        this.root = root;
        storage = new LocalRegistryStorage(root);
    }

    private RegistryLease lease(RegistryWriter writer) {
        return new RegistryLease(storage, writer, () -> now);
    }

    private RegistryWriter here(String id) {
        return RegistryWriter.here(id, "job-" + id, now);
    }

    /** A process of which nothing can be known from here. */
    private RegistryWriter elsewhere(String id) {
        return new RegistryWriter(id, "job-" + id, "far", "", 7, 0, now);
    }

    private void pass(Duration time) {
        now = now.plus(time);
        waited = waited.plus(time);
    }

    @Test
    void isTakenAtOnceWhereThereIsNone() throws Exception {
        RegistryLease first = lease(here("a"));
        first.take(NO_WAITING);
        first.renew();

        assertThat(root.resolve(".lease")).isRegularFile();
        assertThat(root.resolve(".staging")).isEmptyDirectory();
    }

    @Test
    void aSecondJobIsRefusedByTheNameOfTheFirst() throws Exception {
        RegistryLease first = lease(here("a"));
        first.take(NO_WAITING);

        assertThatThrownBy(() -> lease(elsewhere("b")).take(time -> {
                    pass(time);
                    if (waited.equals(RegistryLease.RENEWAL)) {
                        first.renew();
                    }
                }))
                .isInstanceOf(OtherWriterException.class)
                .hasMessageContaining("the registry " + root + " is written by job job-a (host ")
                .hasMessageContaining("process " + ProcessHandle.current().pid())
                .hasMessageContaining("another registry.directory");
        first.renew();
    }

    @Test
    void theSameJobTakesItAtOnceFromWherever() throws Exception {
        lease(elsewhere("a")).take(NO_WAITING);

        lease(here("a")).take(NO_WAITING);
    }

    @Test
    void aLeaseThatIsNotRenewedExpires() throws Exception {
        RegistryLease dead = lease(elsewhere("a"));
        dead.take(NO_WAITING);

        lease(here("b")).take(this::pass);

        assertThat(waited).isEqualTo(RegistryLease.TERM);
        assertThatThrownBy(dead::renew)
                .as("it was only asleep")
                .isInstanceOf(OtherWriterException.class)
                .hasMessageContaining("job-b");
    }

    @Test
    void aLeaseOfAProcessThatIsKnownToBeGoneIsNotWaitedFor() throws Exception {
        RegistryWriter alive = here("a");
        lease(new RegistryWriter(
                        "a", "job-a", alive.host(), alive.kernel(), alive.pid(), alive.started() - 60_000, now))
                .take(NO_WAITING);

        lease(here("b")).take(alive.kernel().isEmpty() ? this::pass : NO_WAITING);
    }

    @Test
    void aLeaseOfLongAgoIsNotWaitedFor() throws Exception {
        lease(elsewhere("a")).take(NO_WAITING);
        now = now.plus(Duration.ofHours(1));

        lease(here("b")).take(NO_WAITING);
    }

    @Test
    void aJobThatRestartsWhileAnotherWaitsKeepsIt() throws Exception {
        RegistryLease first = lease(here("a"));
        first.take(NO_WAITING);

        assertThatThrownBy(() -> lease(elsewhere("b")).take(time -> {
                    pass(time);
                    if (waited.toSeconds() == 5) {
                        first.release();
                    } else if (waited.toSeconds() == 20) {
                        lease(here("a")).take(NO_WAITING);
                    }
                }))
                .isInstanceOf(OtherWriterException.class);
    }

    @Test
    void aLeaseThatWasGivenUpIsFree() throws Exception {
        RegistryLease first = lease(here("a"));
        first.take(NO_WAITING);
        first.release();

        assertThat(root.resolve(".lease")).doesNotExist();
        lease(here("b")).take(NO_WAITING);
    }

    @Test
    void anotherJobsLeaseIsNotGivenUp() throws Exception {
        RegistryLease first = lease(elsewhere("a"));
        first.take(NO_WAITING);
        lease(here("b")).take(this::pass);

        first.release();

        assertThat(root.resolve(".lease")).isRegularFile();
    }

    @Test
    void anAttemptThatIsLateToEndDoesNotGiveUpTheLeaseOfTheNext() throws Exception {
        RegistryLease first = lease(elsewhere("a"));
        first.take(NO_WAITING);
        lease(here("a")).take(NO_WAITING);

        first.release();

        assertThat(root.resolve(".lease")).isRegularFile();
    }

    @Test
    void ofTwoThatBeginAtTheSameMomentOneStays() throws Exception {
        RegistryLease first = lease(here("a"));
        first.take(NO_WAITING);
        Files.delete(root.resolve(".lease")); // the second one had looked before the first one wrote
        RegistryLease second = lease(elsewhere("b"));
        second.take(NO_WAITING);

        assertThatThrownBy(first::renew).isInstanceOf(OtherWriterException.class);
        assertThatCode(second::renew).doesNotThrowAnyException();
    }

    @Test
    void isMadeSureOfWithoutWritingWhereItWasJustRenewed() throws Exception {
        RegistryLease first = lease(here("a"));
        first.take(NO_WAITING);
        byte[] taken = storage.read(".lease");

        pass(RegistryLease.RENEWAL.dividedBy(2));
        first.require();
        assertThat(storage.read(".lease")).isEqualTo(taken);

        pass(Duration.ofMillis(1));
        first.require();
        assertThat(storage.read(".lease")).isNotEqualTo(taken);

        storage.delete(".lease", false);
        first.require();
        assertThat(storage.exists(".lease")).as("says so again").isTrue();
    }

    @Test
    void makingSureFindsAnotherJob() throws Exception {
        RegistryLease first = lease(here("a"));
        first.take(NO_WAITING);
        storage.delete(".lease", false); // the second one had looked before the first one wrote
        lease(elsewhere("b")).take(NO_WAITING);

        assertThatThrownBy(first::require).isInstanceOf(OtherWriterException.class);
    }

    @Test
    void whatCannotBeUnderstoodIsReplaced() throws IOException, InterruptedException {
        for (String damaged : new String[] {"", "{}", "null", "[1]", "{\"writer\":{},\"renewed\":\"2026\"}"}) {
            Files.writeString(root.resolve(".lease"), damaged);

            lease(here("a")).take(NO_WAITING);

            assertThat(root.resolve(".lease")).content().contains("job-a");
        }
    }
}
