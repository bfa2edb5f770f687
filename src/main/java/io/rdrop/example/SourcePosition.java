package io.rdrop.example;

import io.rdrop.Public;

/** Where a record stands in Kafka, and its Kafka timestamp, milliseconds since the epoch. */
@Public
public record SourcePosition(String topic, int partition, long offset, long timestampMs) {
    @Override
    public String toString() {
        return topic + "-" + partition + "@" + offset;
    }
}
