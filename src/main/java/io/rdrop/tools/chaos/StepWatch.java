package io.rdrop.tools.chaos;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentSkipListSet;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** When steps were reported, committed or not: the time at which the job's producer made the record. */
final class StepWatch implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final ConcurrentSkipListSet<Long> reportedMs = new ConcurrentSkipListSet<>();
    private final Thread thread;

    StepWatch(String bootstrap, String topic) {
        consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrap,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_uncommitted",
                        ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                        200),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = List.of(new TopicPartition(topic, 0));
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        thread = new Thread(this::run, "step-watch");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try (consumer) {
            while (true) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    reportedMs.add(record.timestamp());
                }
            }
        } catch (WakeupException e) {
            // closed
        }
    }

    /** When the first step after this was reported, milliseconds since the epoch; empty if none was yet. */
    OptionalLong firstAfter(long momentMs) {
        Long first = reportedMs.higher(momentMs);
        return first == null ? OptionalLong.empty() : OptionalLong.of(first);
    }

    @Override
    public void close() {
        consumer.wakeup(); // the thread closes it
    }
}
