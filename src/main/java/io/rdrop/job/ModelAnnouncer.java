package io.rdrop.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.example.Score;
import io.rdrop.registry.SnapshotManifest;
import io.rdrop.registry.StagedSnapshot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Announces committed versions on the {@code models} topic, each once: the transactional producer fences an earlier attempt of
 * this subtask, and what the topic already holds (by manifest hash) is not written again. Connects at the first announcement.
 */
final class ModelAnnouncer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(60);
    /** An announcement takes milliseconds; the broker ends one of a dead subtask soon, for its successors wait for that. */
    private static final int TRANSACTION_TIMEOUT_MS = 10_000;

    private static final String MANIFEST_SHA256 = "manifestSha256";

    private final JobConfig config;
    private final String topic;
    private final String transactionalId;
    private final Set<String> announced = new HashSet<>();
    private @Nullable KafkaProducer<byte[], byte[]> producer;

    ModelAnnouncer(JobConfig config, int subtask) {
        this.config = config;
        JobConfig resolved = JobConfigs.resolved(config);
        topic = resolved.topics().models();
        transactionalId = resolved.name() + "-models-" + subtask;
    }

    void announce(StagedSnapshot staged, SnapshotManifest manifest) throws IOException {
        try {
            if (producer == null) {
                producer = connect();
            }
            if (announced.contains(staged.manifestSha256())) {
                return;
            }
            producer.beginTransaction();
            ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                    topic,
                    staged.model().getBytes(StandardCharsets.UTF_8),
                    JSON.writeValueAsBytes(event(staged, manifest)));
            Future<RecordMetadata> written = producer.send(record);
            producer.commitTransaction(); // throws if the record was not written
            if (!written.isDone()) {
                throw new IOException("the transaction was committed before its record was written");
            }
            announced.add(staged.manifestSha256());
        } catch (KafkaException e) {
            close(); // the next attempt starts with a new producer and a fresh look at the topic
            announced.clear();
            throw new IOException(
                    "cannot announce model " + staged.model() + " version " + staged.version() + " on topic " + topic,
                    e);
        }
    }

    private Map<String, Object> event(StagedSnapshot staged, SnapshotManifest manifest) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("event", "committed");
        event.put("model", staged.model());
        event.put("version", staged.version());
        event.put("step", manifest.step());
        event.put("examples", manifest.examples());
        event.put("registry", config.registry().directory());
        event.put("stateSha256", manifest.stateSha256());
        event.put(MANIFEST_SHA256, staged.manifestSha256());
        event.put("accuracy", manifest.prequential().window().get(Score.ACCURACY));
        event.put("createdAt", manifest.createdAt().toString());
        return event;
    }

    private KafkaProducer<byte[], byte[]> connect() throws IOException {
        Map<String, Object> properties = KafkaClients.properties(config);
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
        properties.putIfAbsent(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_TIMEOUT_MS);
        KafkaProducer<byte[], byte[]> connected =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
        try {
            connected.initTransactions();
            readAnnounced();
            return connected;
        } catch (KafkaException | IOException e) {
            connected.close(Duration.ZERO);
            throw e;
        }
    }

    private void readAnnounced() throws IOException {
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
    }

    /**
     * The ends of what was written, committed or not. The consumer's own end stands before the first open transaction (say, of a
     * subtask that died), and events that were committed after it would be missed and written again.
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

    @Override
    public void close() {
        if (producer != null) {
            producer.close(Duration.ofSeconds(5));
            producer = null;
        }
    }
}
