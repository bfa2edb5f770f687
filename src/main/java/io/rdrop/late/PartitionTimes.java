package io.rdrop.late;

import io.rdrop.example.SourcePosition;
import java.util.Map;
import java.util.TreeMap;

/**
 * Times that never go back within a partition: a record whose timestamp is before that of one ahead of it is taken at
 * the time of that one. So the order of all partitions together is told by what they hold. Not thread-safe.
 */
public final class PartitionTimes {
    private final Map<String, Long> latest = new TreeMap<>();

    /** The time of the next record of its partition, milliseconds since the epoch. */
    public long of(SourcePosition position) {
        String partition = position.topic() + "-" + position.partition();
        return latest.merge(partition, position.timestampMs(), Math::max);
    }

    /** The latest time by topic and partition; not a copy. */
    public Map<String, Long> save() {
        return latest;
    }

    /** Goes on from what {@link #save()} gave, be it of several. */
    public void restore(Map<String, Long> saved) {
        saved.forEach((partition, time) -> latest.merge(partition, time, Math::max));
    }
}
