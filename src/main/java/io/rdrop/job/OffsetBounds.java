package io.rdrop.job;

import java.util.Map;
import java.util.Set;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The part of one partition that a job reads.
 *
 * @param partition the only partition read
 * @param from first offset
 * @param to offset after the last; the job ends there, and waits for records that have not arrived yet; null to run for ever
 */
public record OffsetBounds(
        TopicPartition partition, long from, @Nullable Long to) {
    Set<TopicPartition> partitions() {
        return Set.of(partition);
    }

    OffsetsInitializer start() {
        return OffsetsInitializer.offsets(Map.of(partition, from));
    }

    @Nullable
    OffsetsInitializer end() {
        return to == null ? null : OffsetsInitializer.offsets(Map.of(partition, to));
    }
}
