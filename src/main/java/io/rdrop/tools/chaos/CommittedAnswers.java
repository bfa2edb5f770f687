package io.rdrop.tools.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rdrop.job.KafkaClients;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The topic of predictions as a reader of committed records sees it. */
final class CommittedAnswers implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final AnswerCheck check;

    /** @param check told of each answer */
    CommittedAnswers(String bootstrap, AnswerCheck check) {
        this.check = check;
        Map<String, Object> properties =
                KafkaClients.properties(bootstrap, Map.of("isolation.level", "read_committed"));
        consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = List.of(new TopicPartition("predictions", 0));
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** Reads on, and tells how many records are answered by now. */
    int count() throws IOException {
        for (var message : consumer.poll(POLL)) {
            JsonNode json = JSON.readTree(message.value());
            check.add(json);
        }
        return check.count();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
