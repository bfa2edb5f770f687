package io.rdrop.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.rdrop.config.JobConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What the {@code models} topic already says. */
record AnnouncedVersions(JobConfig config, String topic) {
    /** The field of an event that tells versions apart. */
    static final String MANIFEST_SHA256 = "manifestSha256";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(60);

    /**
     * Reads all committed events.
     *
     * @return their manifest hashes
     * @throws IOException if the topic cannot be read to its end in time
     */
    Set<String> read() throws IOException {
        Set<String> announced = new HashSet<>();
        Map<String, Object> properties = KafkaClients.properties(config);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = writtenEnds(partitions);
            long deadlineNs = System.nanoTime() + READ_TIMEOUT.toNanos();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                if (System.nanoTime() > deadlineNs) {
                    throw new IOException("topic " + topic + " could not be read to its end " + ends + " within "
                            + READ_TIMEOUT + ": is a transaction of another writer open?");
                }
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    if (record.value() != null) {
                        announced.add(JSON.readTree(record.value())
                                .path(MANIFEST_SHA256)
                                .asText());
                    }
                }
            }
        }
        return announced;
    }

    /**
     * The ends of what was written, committed or not. The consumer's own end stands before the first open transaction
     * (say, of a subtask that died), and events that were committed after it would be missed and written again.
     */
    private Map<TopicPartition, Long> writtenEnds(List<TopicPartition> partitions) throws IOException {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        partitions.forEach(partition -> latest.put(partition, OffsetSpec.latest()));
        Map<TopicPartition, Long> ends = new HashMap<>();
        try (Admin admin = Admin.create(KafkaClients.properties(config))) {
            admin.listOffsets(latest, new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
                    .all()
                    .get()
                    .forEach((partition, end) -> ends.put(partition, end.offset()));
            return ends;
        } catch (ExecutionException e) {
            throw new IOException("cannot ask for the end of topic " + topic, e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e); // as the other Kafka clients do; it sets the thread's flag
        }
    }
}
