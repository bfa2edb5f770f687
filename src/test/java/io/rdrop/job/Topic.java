package io.rdrop.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rdrop.tools.embedded.EmbeddedKafka;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** What a test writes to and reads from partition 0 of a topic. */
record Topic(EmbeddedKafka kafka, String name) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    TopicPartition partition() {
        return new TopicPartition(name, 0);
    }

    /** Writes values in order and says where each went. */
    List<RecordMetadata> write(List<byte @Nullable []> values) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of("linger.ms", "5"))) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (byte @Nullable [] value : values) {
                sent.add(producer.send(new ProducerRecord<>(name, value)));
            }
            List<RecordMetadata> written = new ArrayList<>();
            for (Future<RecordMetadata> each : sent) {
                written.add(each.get());
            }
            return written;
        }
    }

    KafkaProducer<byte[], byte[]> producer(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("bootstrap.servers", kafka.bootstrap());
        return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** All committed records, to the end of the topic as it is now. */
    List<ConsumerRecord<byte[], byte[]>> readCommitted() {
        return read("read_committed");
    }

    /** All records, those of aborted transactions too. */
    List<ConsumerRecord<byte[], byte[]>> readAll() {
        return read("read_uncommitted");
    }

    private List<ConsumerRecord<byte[], byte[]>> read(String isolation) {
        long end = writtenEnd();
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(isolation)) {
            consumer.assign(List.of(partition()));
            consumer.seekToBeginning(List.of(partition()));
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
            while (consumer.position(partition()) < end) {
                if (System.nanoTime() > deadlineNs) {
                    throw new AssertionError(name + " cannot be read to its end " + end + ": stands at "
                            + consumer.position(partition()));
                }
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
            return records;
        }
    }

    /**
     * The end of what was written. A reader of committed records has another one, which may stand before a transaction
     * whose commit has returned: the broker writes the mark of it later.
     */
    private long writtenEnd() {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer("read_uncommitted")) {
            return consumer.endOffsets(List.of(partition())).getOrDefault(partition(), 0L);
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer(String isolation) {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", kafka.bootstrap(), "isolation.level", isolation, "max.poll.records", 5000);
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** As {@link #readCommitted}, the values as JSON. */
    List<JsonNode> readJson() {
        return readCommitted().stream().map(record -> json(record.value())).toList();
    }

    private static JsonNode json(byte[] value) {
        try {
            return JSON.readTree(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
