package io.rdrop.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rdrop.job.KafkaClients;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The topic of predictions as a reader of committed records sees it: which records are answered, and which twice. */
final class CommittedAnswers implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final int sampleEvery;
    private final BitSet answered = new BitSet();
    private final List<String> problems = new ArrayList<>();
    private final List<JsonNode> sample = new ArrayList<>();
    private final Set<Long> versions = new TreeSet<>();

    /** @param sampleEvery one in so many is kept */
    CommittedAnswers(String bootstrap, int sampleEvery) {
        this.sampleEvery = sampleEvery;
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
            String id = json.get("id").asText();
            int number = Integer.parseInt(id.substring(PacedRecords.id(0).length() - 1));
            if (answered.get(number)) {
                problems.add(id + " is answered twice");
            }
            answered.set(number);
            versions.add(json.get("version").asLong());
            if (number % sampleEvery == 0) {
                sample.add(json);
            }
        }
        return answered.cardinality();
    }

    List<String> problems() {
        return problems;
    }

    /** The answers that were kept. */
    List<JsonNode> sample() {
        return sample;
    }

    /** That have answered. */
    Set<Long> versions() {
        return versions;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
