package io.rdrop.tools.audit;

import io.rdrop.config.ConfigException;
import io.rdrop.job.KafkaClients;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads what topics hold now, from their first to their last committed record. */
public final class TopicReader implements AutoCloseable {
    private static final int TIMEOUT_MS = 15_000;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;
    private final Map<TopicPartition, Long> starts;
    private final Map<TopicPartition, Long> ends;

    /** @throws ConfigException if there is no such topic */
    public TopicReader(String bootstrap, Map<String, String> properties, String topic) {
        this(bootstrap, properties, List.of(topic));
    }

    /** @throws ConfigException if there is no such topic */
    TopicReader(String bootstrap, Map<String, String> properties, List<String> topics) {
        Map<String, Object> all = KafkaClients.properties(bootstrap, properties);
        all.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        all.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
        all.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        all.putIfAbsent(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
        consumer = new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        Map<String, List<PartitionInfo>> present = consumer.listTopics();
        partitions = new ArrayList<>();
        for (String topic : topics) {
            List<PartitionInfo> infos = present.get(topic);
            if (infos == null) {
                consumer.close();
                throw new ConfigException("no topic " + topic + " on " + bootstrap);
            }
            infos.forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
        }
        starts = consumer.beginningOffsets(partitions);
        ends = consumer.endOffsets(partitions);
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** Partitions of which there is more to read. */
    Set<TopicPartition> unread() {
        Set<TopicPartition> unread = new HashSet<>(partitions);
        unread.removeIf(partition -> consumer.position(partition) >= ends.getOrDefault(partition, 0L));
        return unread;
    }

    /** First offset by partition, of one topic. */
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
        forEach(action, () -> {});
    }

    /** The same; told after some records that {@link #unread()} has changed. */
    void forEach(Consumer<ConsumerRecord<byte[], byte[]>> action, Runnable afterSome) {
        while (partitions.stream()
                .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                if (record.offset() < ends.getOrDefault(new TopicPartition(record.topic(), record.partition()), 0L)) {
                    action.accept(record);
                }
            }
            afterSome.run();
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
