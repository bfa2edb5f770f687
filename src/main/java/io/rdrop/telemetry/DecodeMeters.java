package io.rdrop.telemetry;

import io.micrometer.core.instrument.Tags;
import io.rdrop.example.RejectionReason;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one decoding subtask has read and rejected; every reason is shown from the start, at 0. */
public final class DecodeMeters implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DecodeMeters.class);
    private static final String READ = "read";
    private static final String REJECTED = "rejected.";

    private final AtomicLong read = new AtomicLong();
    private final Map<RejectionReason, AtomicLong> rejected = new EnumMap<>(RejectionReason.class);
    private final MeterGroup group;

    DecodeMeters(String job, String subtask, MeterOwners owners) {
        group = new MeterGroup(job, owners);
        group.counter(Meters.RECORDS, Tags.of("subtask", subtask), read);
        for (RejectionReason reason : RejectionReason.ofRecords()) {
            AtomicLong count = new AtomicLong();
            rejected.put(reason, count);
            group.counter(Meters.REJECTED, Tags.of("subtask", subtask, "reason", reason.code()), count);
        }
    }

    /** Counts a record that became an example. */
    public void accepted() {
        read.incrementAndGet();
    }

    /** Counts a record that went to the dead-letter topic. */
    public void rejected(RejectionReason reason) {
        read.incrementAndGet();
        count(reason).incrementAndGet();
    }

    /**
     * Sets the starting values.
     *
     * @param counts as {@link #counts()} gave them; what it does not name starts at 0, and a name that this version
     *     does not know is logged and left out
     */
    public void restore(Map<String, Long> counts) {
        Map<String, Long> rest = new TreeMap<>(counts);
        read.set(take(rest, READ));
        for (RejectionReason reason : RejectionReason.ofRecords()) {
            count(reason).set(take(rest, REJECTED + reason.code()));
        }
        if (!rest.isEmpty()) {
            LOG.warn("restored counts {} are of no reason that this version knows; they are no longer counted", rest);
        }
    }

    /** Every count by name: {@code read}, and {@code rejected.<code>} for each reason. */
    public Map<String, Long> counts() {
        Map<String, Long> counts = new TreeMap<>();
        counts.put(READ, read.get());
        rejected.forEach((reason, count) -> counts.put(REJECTED + reason.code(), count.get()));
        return Collections.unmodifiableMap(counts);
    }

    /** Removes the subtask's series; the counts stay readable. */
    @Override
    public void close() {
        group.close();
    }

    private AtomicLong count(RejectionReason reason) {
        return Objects.requireNonNull(rejected.get(reason), reason.code());
    }

    private static long take(Map<String, Long> counts, String name) {
        return Objects.requireNonNullElse(counts.remove(name), 0L);
    }
}
