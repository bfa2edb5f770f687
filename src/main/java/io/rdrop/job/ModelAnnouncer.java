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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Announces committed versions on the {@code models} topic, each once: the transactional producer fences an earlier attempt of
 * this subtask, and what the topic already holds (by manifest hash) is not written again. Connects at the first announcement.
 */
final class ModelAnnouncer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** An announcement takes milliseconds; the broker ends one of a dead subtask soon, for its successors wait for that. */
    private static final int TRANSACTION_TIMEOUT_MS = 10_000;

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
        event.put(AnnouncedVersions.MANIFEST_SHA256, staged.manifestSha256());
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
            announced.addAll(new AnnouncedVersions(config, topic).read());
            return connected;
        } catch (KafkaException | IOException e) {
            connected.close(Duration.ZERO);
            throw e;
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
