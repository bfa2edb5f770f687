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
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Announces committed versions on the {@code models} topic, each once: the transactional producer fences an earlier
 * attempt of this subtask, and what the topic already holds (by manifest hash) is not written again. Connects at the
 * first announcement.
 *
 * <p>A producer that fails is replaced: the new one ends the transaction of the old one, and the topic then says
 * whether the event is there.
 */
final class ModelAnnouncer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ModelAnnouncer.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    /** An announcement takes milliseconds; the broker ends a dead subtask's soon, for its successors wait for that. */
    private static final int TRANSACTION_TIMEOUT_MS = 10_000;

    /** With back-offs of 200, 400 and 800 ms between them. */
    private static final int ATTEMPTS = 4;

    private static final Duration FIRST_BACK_OFF = Duration.ofMillis(200);

    private final JobConfig config;
    private final String topic;
    private final String transactionalId;
    private final int attempts;
    private final Producers producers;
    private final Set<String> announced = new LinkedHashSet<>();
    private @Nullable KafkaProducer<byte[], byte[]> producer;

    /** Makes producers. */
    interface Producers {
        KafkaProducer<byte[], byte[]> make(
                Map<String, Object> properties, Serializer<byte[]> keys, Serializer<byte[]> values);
    }

    ModelAnnouncer(JobConfig config, int subtask) {
        this(config, subtask, ATTEMPTS, KafkaProducer::new);
    }

    /** With other producers than Kafka's own, of which so many may try before an announcement fails. */
    ModelAnnouncer(JobConfig config, int subtask, int attempts, Producers producers) {
        this.config = config;
        this.attempts = attempts;
        this.producers = producers;
        JobConfig resolved = JobConfigs.resolved(config);
        topic = resolved.topics().models();
        transactionalId = resolved.name() + "-models-" + subtask;
    }

    /**
     * Announces a version, unless the topic already does.
     *
     * @throws IOException if it cannot be announced, not even by a new producer where that may help
     */
    void announce(StagedSnapshot staged, SnapshotManifest manifest, Served served) throws IOException {
        Duration backOff = FIRST_BACK_OFF;
        for (int attempt = 1; ; attempt++) {
            try {
                write(staged, manifest, served);
                return;
            } catch (KafkaException e) {
                close(); // the next attempt starts with a new producer and a fresh look at the topic
                announced.clear();
                String failed = "cannot announce model " + staged.model() + " version " + staged.version()
                        + " on topic " + topic;
                if (attempt >= attempts || isLasting(e)) {
                    throw new IOException(failed, e);
                }
                LOG.warn(
                        "{} (attempt {} of {}); the next one, in {} ms, is a new producer's",
                        failed,
                        attempt,
                        attempts,
                        backOff.toMillis(),
                        e);
            }
            await(backOff);
            backOff = backOff.multipliedBy(2);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // commitTransaction() throws if the record was not written
    private void write(StagedSnapshot staged, SnapshotManifest manifest, Served served) throws IOException {
        if (producer == null) {
            producer = connect();
        }
        if (announced.contains(staged.manifestSha256())) {
            return;
        }
        producer.beginTransaction();
        producer.send(new ProducerRecord<>(
                topic,
                staged.model().getBytes(StandardCharsets.UTF_8),
                JSON.writeValueAsBytes(event(staged, manifest, served))));
        // Not left to commitTransaction(): its request for the end of the transaction can overtake a record sent just
        // before, if the I/O thread looked for unsent records a moment earlier. Brokers answer the end of a transaction
        // that they know nothing of with INVALID_TXN_STATE, which no producer survives.
        producer.flush();
        producer.commitTransaction();
        announced.add(staged.manifestSha256());
        while (announced.size() > AnnouncedVersions.MOST) {
            announced.remove(announced.iterator().next());
        }
    }

    /**
     * True if a new producer would fare no better or must not try: a newer attempt of this subtask owns the id, a
     * time-out has waited long enough, permissions do not come by themselves, and an interrupted task is to end.
     */
    private static boolean isLasting(KafkaException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProducerFencedException
                    || cause instanceof InvalidProducerEpochException
                    || cause instanceof TimeoutException
                    || cause instanceof AuthenticationException
                    || cause instanceof AuthorizationException
                    || cause instanceof InterruptException) {
                return true;
            }
        }
        return false;
    }

    private static void await(Duration time) {
        try {
            TimeUnit.MILLISECONDS.sleep(time.toMillis());
        } catch (InterruptedException e) {
            throw new InterruptException(e); // as the Kafka clients do; it sets the thread's flag
        }
    }

    private Map<String, @Nullable Object> event(StagedSnapshot staged, SnapshotManifest manifest, Served served) {
        Map<String, @Nullable Object> event = new LinkedHashMap<>();
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
        event.put("heldBack", manifest.heldBack());
        event.put("latest", served.latest());
        event.put("pinned", served.isPinned());
        return event;
    }

    private KafkaProducer<byte[], byte[]> connect() throws IOException {
        Map<String, Object> properties = KafkaClients.properties(config);
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
        properties.putIfAbsent(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_TIMEOUT_MS);
        KafkaProducer<byte[], byte[]> connected =
                producers.make(properties, new ByteArraySerializer(), new ByteArraySerializer());
        try {
            connected.initTransactions();
            announced.addAll(new AnnouncedVersions(config, topic, AnnouncedVersions.MOST).read());
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
