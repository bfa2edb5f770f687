package io.rdrop.tools.cli;

import io.rdrop.config.JobConfig;
import io.rdrop.job.KafkaClients;
import io.rdrop.tools.embedded.EmbeddedKafka;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** The user's Kafka, or one of our own that ends with the run. */
final class KafkaConnection implements AutoCloseable {
    private final @Nullable EmbeddedKafka own;
    private final String bootstrap;

    private KafkaConnection(@Nullable EmbeddedKafka own, String bootstrap) {
        this.own = own;
        this.bootstrap = bootstrap;
    }

    /**
     * Connects, or starts a broker.
     *
     * @param bootstrap of the user's Kafka; null starts one
     * @param directory what that one keeps its data in
     */
    static KafkaConnection open(@Nullable String bootstrap, Path directory) throws IOException {
        if (bootstrap != null) {
            return new KafkaConnection(null, bootstrap);
        }
        EmbeddedKafka own = EmbeddedKafka.start(directory);
        return new KafkaConnection(own, own.bootstrap());
    }

    String bootstrap() {
        return bootstrap;
    }

    boolean embedded() {
        return own != null;
    }

    /** The offset that the next record of the partition will get. */
    long endOffset(JobConfig job, TopicPartition partition) {
        Map<String, Object> properties = KafkaClients.properties(job);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            return consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        }
    }

    @Override
    public void close() {
        if (own != null) {
            own.close();
        }
    }
}
