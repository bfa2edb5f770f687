package io.rdrop.job;

import java.util.Map;
import java.util.Set;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The part of a topic that a job reads.
 *
 * @param from first offset of each partition that is read
 * @param to offset after the last, of the same partitions; the job ends there, and waits for records that have not
 *     arrived yet; null to run for ever
 */
public record OffsetBounds(
        Map<TopicPartition, Long> from, @Nullable Map<TopicPartition, Long> to) {
    public OffsetBounds {
        from = Map.copyOf(from);
        to = to == null ? null : Map.copyOf(to);
        if (to != null && !to.keySet().equals(from.keySet())) {
            throw new IllegalArgumentException(
                    "both bounds must have the same partitions but were " + from.keySet() + " and " + to.keySet());
        }
    }

    /** Of one partition. */
    public OffsetBounds(TopicPartition partition, long from, @Nullable Long to) {
        this(Map.of(partition, from), to == null ? null : Map.of(partition, to));
    }

    Set<TopicPartition> partitions() {
        return Set.copyOf(from.keySet()); // a keySet() does not serialise
    }

    OffsetsInitializer start() {
        return OffsetsInitializer.offsets(from);
    }

    @Nullable
    OffsetsInitializer end() {
        return to == null ? null : OffsetsInitializer.offsets(to);
    }
}
