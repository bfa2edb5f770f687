package io.rdrop.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens to the topic of committed versions from now on, on a thread of its own. Without Kafka it tries again: the
 * registry, which is asked at an interval, says the same, only later.
 */
final class ModelEvents implements Announcements.Listening {
    private static final Logger LOG = LoggerFactory.getLogger(ModelEvents.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration POLL = Duration.ofMillis(500);
    private static final long BACK_OFF_MS = 2_000;
    private static final long CLOSE_TIMEOUT_MS = 10_000;

    private final Map<String, Object> properties;
    private final String topic;
    private final Announcements.Listener listener;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable KafkaConsumer<byte[], byte[]> listening;

    /** Those of the job with this configuration, secrets included. */
    static Announcements of(JobConfig config) {
        String yaml = JobConfigs.toYaml(config);
        return listener -> new ModelEvents(JobConfigs.parse(yaml, "the job's configuration", List.of()), listener);
    }

    private ModelEvents(JobConfig config, Announcements.Listener listener) {
        properties = KafkaClients.properties(config);
        properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        topic = JobConfigs.resolved(config).topics().models();
        this.listener = listener;
        thread = new Thread(this::listen, "scoring-announcements");
        thread.setDaemon(true);
        thread.start();
    }

    private void listen() {
        try {
            do {
                try (KafkaConsumer<byte[], byte[]> consumer =
                        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                    listening = consumer;
                    follow(consumer);
                } catch (WakeupException | InterruptException e) {
                    LOG.debug("closing", e);
                    return;
                } catch (KafkaException e) {
                    LOG.warn("topic {} cannot be read for now; the registry is still asked: {}", topic, e.toString());
                }
            } while (!closing.await(BACK_OFF_MS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            LOG.debug("closed", e);
        }
    }

    private void follow(KafkaConsumer<byte[], byte[]> consumer) {
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        while (closing.getCount() > 0) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                tell(record.value());
            }
        }
    }

    private void tell(byte @Nullable [] value) {
        if (value == null) {
            return;
        }
        try {
            JsonNode event = JSON.readTree(value);
            JsonNode model = event.path("model");
            JsonNode version = event.path("version");
            JsonNode sha256 = event.path(AnnouncedVersions.MANIFEST_SHA256);
            if (model.isTextual() && version.canConvertToLong() && version.isIntegralNumber() && sha256.isTextual()) {
                listener.committed(model.asText(), version.asLong(), sha256.asText());
            }
        } catch (JsonProcessingException e) {
            LOG.debug("topic {} holds what is no event: {}", topic, e.getOriginalMessage());
        } catch (IOException e) {
            LOG.debug("topic {} holds what is no event", topic, e);
        }
    }

    @Override
    public void close() {
        closing.countDown();
        KafkaConsumer<byte[], byte[]> consumer = listening;
        if (consumer != null) {
            consumer.wakeup();
        }
        try {
            thread.join(CLOSE_TIMEOUT_MS);
            thread.interrupt();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
