package io.rdrop.example;

import io.rdrop.Public;

/**
 * Where a record stands in Kafka.
 *
 * @param topic topic name
 * @param partition partition index
 * @param offset offset within the partition
 * @param timestampMs the record's Kafka timestamp, milliseconds since the epoch
 */
@Public
public record SourcePosition(String topic, int partition, long offset, long timestampMs) {
    @Override
    public String toString() {
        return topic + "-" + partition + "@" + offset;
    }
}
