package io.rdrop.tools.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaITCase {
    private static final String TOPIC = "examples";

    @Test
    void showsCommittedTransactionsOnlyAndKeepsThemOverARestart(@TempDir Path directory) throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory)) {
            createTopic(kafka);
            try (KafkaProducer<byte[], byte[]> producer = producer(kafka, Map.of("transactional.id", "t"))) {
                producer.initTransactions();
                producer.beginTransaction();
                send(producer, "aborted".getBytes(UTF_8));
                producer.abortTransaction();
                producer.beginTransaction();
                send(producer, "committed".getBytes(UTF_8));
                producer.commitTransaction();
            }
            assertThat(read(kafka, 1)).extracting(String::new).containsExactly("committed");
        }
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory)) {
            try (KafkaProducer<byte[], byte[]> producer = producer(kafka, Map.of())) {
                send(producer, "after the restart".getBytes(UTF_8));
            }
            assertThat(read(kafka, 2)).extracting(String::new).containsExactly("committed", "after the restart");
        }
    }

    @Test
    void passesRecordsOf64MiB(@TempDir Path directory) throws Exception {
        byte[] large = new byte[64 << 20];
        large[large.length - 1] = 7;
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory)) {
            createTopic(kafka);
            Map<String, Object> settings =
                    Map.of("max.request.size", Integer.toString(65 << 20), "buffer.memory", Long.toString(65L << 20));
            try (KafkaProducer<byte[], byte[]> producer = producer(kafka, settings)) {
                send(producer, large);
            }
            assertThat(read(kafka, 1)).singleElement().satisfies(value -> assertThat(value)
                    .isEqualTo(large));
        }
    }

    @Test
    void deletesItsTemporaryDirectoryAndLeavesNoThreadThatKeepsTheJvmAlive() throws Exception {
        Set<Thread> threadsBefore = Thread.getAllStackTraces().keySet();
        EmbeddedKafka kafka = EmbeddedKafka.start(null);
        assertThat(kafka.bootstrap()).matches("127\\.0\\.0\\.1:\\d+");
        assertThat(kafka.directory()).isNotEmptyDirectory();

        kafka.close();
        kafka.close();

        assertThat(kafka.directory()).doesNotExist();
        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> thread.isAlive() && !thread.isDaemon() && !threadsBefore.contains(thread))
                .isEmpty();
    }

    @Test
    void refusesADirectoryInUseAndLeavesItsBrokerAlone(@TempDir Path directory) throws Exception {
        try (EmbeddedKafka first = EmbeddedKafka.start(directory)) {
            for (int attempt = 0; attempt < 3; attempt++) {
                assertThatThrownBy(() -> EmbeddedKafka.start(directory))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining(directory.toRealPath().toString())
                        .hasMessageEndingWith("another embedded Kafka is using this directory");
            }
            createTopic(first);
        }
        try (EmbeddedKafka next = EmbeddedKafka.start(directory);
                Admin admin = Admin.create(Map.of("bootstrap.servers", next.bootstrap()))) {
            assertThat(admin.listTopics().names().get()).containsExactly(TOPIC);
        }
    }

    /** Its lock must outlive attempts of this process, or another process could take the directory after one. */
    @Test
    void keepsOtherProcessesOutEvenAfterARefusedAttemptInThisOne(@TempDir Path directory) throws Exception {
        try (EmbeddedKafka first = EmbeddedKafka.start(directory)) {
            assertThatThrownBy(() -> EmbeddedKafka.start(directory)).isInstanceOf(IOException.class);

            Process other = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            LockProbe.class.getName(),
                            directory.toRealPath().toString())
                    .redirectErrorStream(true)
                    .start();

            assertThat(new String(other.getInputStream().readAllBytes(), UTF_8).strip())
                    .isEqualTo("another embedded Kafka is using this directory");
            assertThat(first.bootstrap()).isNotBlank();
        }
    }

    private static void createTopic(EmbeddedKafka kafka) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
        }
    }

    private static KafkaProducer<byte[], byte[]> producer(EmbeddedKafka kafka, Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(more);
        settings.put("bootstrap.servers", kafka.bootstrap());
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, byte[] value) throws Exception {
        producer.send(new ProducerRecord<>(TOPIC, value)).get();
    }

    /** Reads until {@code expected} records have come and the partition's end is reached. */
    private static List<byte[]> read(EmbeddedKafka kafka, int expected) {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", kafka.bootstrap(), "isolation.level", "read_committed");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            TopicPartition partition = new TopicPartition(TOPIC, 0);
            consumer.assign(List.of(partition));
            consumer.seekToEnd(List.of(partition));
            long end = consumer.position(partition);
            consumer.seekToBeginning(List.of(partition));
            List<byte[]> values = new ArrayList<>();
            long deadlineMs = System.currentTimeMillis() + 30_000;
            while ((values.size() < expected || consumer.position(partition) < end)
                    && System.currentTimeMillis() < deadlineMs) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    values.add(record.value());
                }
            }
            return values;
        }
    }
}
