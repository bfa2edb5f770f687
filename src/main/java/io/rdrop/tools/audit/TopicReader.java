package io.rdrop.tools.audit;

import io.rdrop.config.ConfigException;
import io.rdrop.job.KafkaClients;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads what a topic holds now, from its first to its last committed record. */
public final class TopicReader implements AutoCloseable {
    private static final int TIMEOUT_MS = 15_000;

    private final String topic;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;
    private final Map<TopicPartition, Long> starts;
    private final Map<TopicPartition, Long> ends;

    /** @throws ConfigException if there is no such topic */
    public TopicReader(String bootstrap, Map<String, String> properties, String topic) {
        this.topic = topic;
        Map<String, Object> all = KafkaClients.properties(bootstrap, properties);
        all.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        all.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
        all.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        all.putIfAbsent(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
        consumer = new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<PartitionInfo> present = consumer.listTopics().get(topic);
        if (present == null) {
            consumer.close();
            throw new ConfigException("no topic " + topic + " on " + bootstrap);
        }
        partitions = present.stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        starts = consumer.beginningOffsets(partitions);
        ends = consumer.endOffsets(partitions);
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** First offset by partition. */
    public Map<Integer, Long> starts() {
        Map<Integer, Long> byPartition = new HashMap<>();
        starts.forEach((partition, offset) -> byPartition.put(partition.partition(), offset));
        return byPartition;
    }

    /** Offsets between first and last; transactions take some of them. */
    public long size() {
        return partitions.stream()
                .mapToLong(partition -> ends.getOrDefault(partition, 0L) - starts.getOrDefault(partition, 0L))
                .sum();
    }

    /** Every record, in offset order per partition. */
    public void forEach(Consumer<ConsumerRecord<byte[], byte[]>> action) {
        while (partitions.stream()
                .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                if (record.offset() < ends.getOrDefault(new TopicPartition(topic, record.partition()), 0L)) {
                    action.accept(record);
                }
            }
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
