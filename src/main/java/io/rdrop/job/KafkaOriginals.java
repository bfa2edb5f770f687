package io.rdrop.job;

import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.example.RawRecord;
import io.rdrop.example.SourcePosition;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Records from the Kafka that they came from, so that examples need not carry their bytes through the job: they are
 * wanted again hardly ever. One consumer from the first fetch on.
 */
final class KafkaOriginals implements OriginalRecords {
    private static final long serialVersionUID = 1L;

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final String configYaml;

    KafkaOriginals(JobConfig config) {
        configYaml = JobConfigs.toYaml(config);
    }

    @Override
    public Reader open() {
        Map<String, Object> properties =
                KafkaClients.properties(JobConfigs.parse(configYaml, "the job's configuration", List.of()));
        properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return new Connection(properties);
    }

    private static final class Connection implements Reader {
        private final Map<String, Object> properties;
        private @Nullable KafkaConsumer<byte[], byte[]> consumer;

        Connection(Map<String, Object> properties) {
            this.properties = properties;
        }

        @Override
        public void fetch(List<SourcePosition> positions, Consumer<RawRecord> each) throws IOException {
            Map<TopicPartition, Set<Long>> wanted = new HashMap<>();
            for (SourcePosition position : positions) {
                wanted.computeIfAbsent(partition(position), absent -> new HashSet<>())
                        .add(position.offset());
            }
            try {
                if (consumer == null) {
                    consumer =
                            new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
                }
                Map<TopicPartition, Map<Long, byte[]>> seen = new HashMap<>();
                for (SourcePosition position : positions) {
                    TopicPartition partition = partition(position);
                    Map<Long, byte[]> values = seen.computeIfAbsent(partition, absent -> new HashMap<>());
                    if (!values.containsKey(position.offset())) {
                        read(consumer, partition, position.offset(), wanted.getOrDefault(partition, Set.of()), values);
                    }
                    each.accept(new RawRecord(position, values.remove(position.offset())));
                }
            } catch (KafkaException e) {
                throw new IOException("records cannot be read again: " + e.getMessage(), e);
            }
        }

        @Override
        public void close() {
            if (consumer != null) {
                consumer.close(CloseOptions.timeout(Duration.ZERO));
                consumer = null;
            }
        }
    }

    private static TopicPartition partition(SourcePosition position) {
        return new TopicPartition(position.topic(), position.partition());
    }

    /** Reads on from an offset, at least until it is there or certainly gone, and keeps what is wanted. */
    private static void read(
            KafkaConsumer<byte[], byte[]> consumer,
            TopicPartition partition,
            long offset,
            Set<Long> wanted,
            Map<Long, byte[]> values)
            throws IOException {
        consumer.assign(List.of(partition));
        consumer.seek(partition, offset);
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (consumer.position(partition) <= offset) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                if (wanted.contains(record.offset())) {
                    values.put(record.offset(), record.value());
                }
            }
            if (System.nanoTime() - deadline > 0) {
                throw new IOException("record " + partition + "@" + offset + " was not read again within " + TIMEOUT);
            }
        }
    }
}
