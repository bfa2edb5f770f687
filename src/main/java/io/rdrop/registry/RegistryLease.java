package io.rdrop.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says who publishes to a registry: a file that its writer renews. A job that finds another's waits for a sign of life,
 * and is refused if there is one. Whether there is one is seen by the file's changing, since the clocks of two machines
 * need not agree; after {@link #TERM} without one the lease has expired.
 *
 * <p>A store has no operation that creates a file only where none is. Two jobs that begin at the same moment may both
 * take the lease; the one that wrote first finds the other's at its next {@link #renew}, which comes before each
 * snapshot.
 */
public final class RegistryLease {
    /** How often a lease is to be renewed. */
    public static final Duration RENEWAL = Duration.ofSeconds(10);

    /** How long another's lease is respected although it is not renewed. */
    public static final Duration TERM = Duration.ofSeconds(30);

    /** By then it has expired whichever clock is right. */
    private static final Duration LONG_AGO = Duration.ofMinutes(10);

    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(RegistryLease.class);
    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new SimpleModule()
                    .addSerializer(Instant.class, ToStringSerializer.instance)
                    .addDeserializer(Instant.class, new InstantReader()))
            .build();

    private final RegistryStorage storage;
    private final RegistryWriter self;
    private final InstantSource clock;

    /** What the file says. */
    private record Lease(RegistryWriter writer, Instant renewed) {}

    /** Lets time pass. */
    @FunctionalInterface
    public interface Pause {
        void await(Duration time) throws IOException, InterruptedException;
    }

    public RegistryLease(RegistryStorage storage, RegistryWriter self, InstantSource clock) {
        this.storage = storage;
        this.self = self;
        this.clock = clock;
    }

    /**
     * Takes the lease: at once if it is free, this job's own, or of a process that is known to be gone; otherwise after
     * {@link #TERM} without a renewal.
     *
     * @throws OtherWriterException if another job renews it
     */
    public void take(Pause pause) throws IOException, InterruptedException {
        Optional<Lease> found = read().filter(lease -> !isOwn(lease) && !isOver(lease));
        if (found.isPresent()) {
            LOG.warn(
                    "the registry {} was written by {}; if that does not renew its lease within {} s, this job takes over",
                    storage,
                    found.get().writer(),
                    TERM.toSeconds());
            Lease before = found.get();
            for (Duration waited = Duration.ZERO; waited.compareTo(TERM) < 0; waited = waited.plus(LOOK)) {
                pause.await(LOOK);
                Optional<Lease> now = read();
                if (now.isPresent() && !isOwn(now.get()) && !now.get().equals(before)) {
                    throw new OtherWriterException(storage, now.get().writer());
                }
            }
        }
        write();
        requireOwn();
    }

    /**
     * Says that this job is alive.
     *
     * @throws OtherWriterException if another job has taken the lease
     */
    public void renew() throws IOException {
        requireOwn();
        write();
    }

    /**
     * Makes sure that the lease is this job's. Says so anew only where that was last done half of {@link #RENEWAL} ago:
     * another job must have seen no sign of life for {@link #TERM} before it takes over.
     *
     * @throws OtherWriterException if another job has taken the lease
     */
    public void require() throws IOException {
        Optional<Lease> found = read();
        if (found.isPresent() && !isOwn(found.get())) {
            throw new OtherWriterException(storage, found.get().writer());
        }
        Instant recently = clock.instant().minus(RENEWAL.dividedBy(2));
        boolean isSaid = found.filter(lease -> lease.writer().equals(self)
                        && !lease.renewed().isBefore(recently)
                        && !lease.renewed().isAfter(clock.instant()))
                .isPresent();
        if (!isSaid) {
            write();
        }
    }

    /** Gives the lease up, unless another job has it, or a later attempt of this one. */
    public void release() throws IOException {
        if (read().filter(lease -> lease.writer().equals(self)).isPresent()) {
            storage.delete(RegistryLayout.LEASE, false);
        }
    }

    private void requireOwn() throws IOException {
        Optional<Lease> other = read().filter(lease -> !isOwn(lease));
        if (other.isPresent()) {
            throw new OtherWriterException(storage, other.get().writer());
        }
    }

    private boolean isOwn(Lease lease) {
        return lease.writer().id().equals(self.id());
    }

    private boolean isOver(Lease lease) {
        return lease.writer().isGone()
                || lease.renewed().isBefore(clock.instant().minus(LONG_AGO));
    }

    /** Empty, too, where what is there says nothing. */
    private Optional<Lease> read() throws IOException {
        try {
            if (!storage.exists(RegistryLayout.LEASE)) {
                return Optional.empty();
            }
            Lease lease = JSON.readValue(storage.read(RegistryLayout.LEASE), Lease.class);
            Objects.requireNonNull(lease.writer().id(), "id");
            Objects.requireNonNull(lease.renewed(), "renewed");
            return Optional.of(lease);
        } catch (FileNotFoundException | NoSuchFileException e) {
            return Optional.empty(); // given up, or replaced, at this very time
        } catch (JsonProcessingException | RuntimeException e) {
            LOG.warn("the lease of the registry {} cannot be understood", storage, e);
            return Optional.empty();
        }
    }

    private void write() throws IOException {
        storage.replace(
                RegistryLayout.LEASE,
                RegistryLayout.temporaryLease(),
                JSON.writeValueAsBytes(new Lease(self, clock.instant())));
    }
}
