package io.rdrop.tools.cli;

import io.rdrop.config.ConfigException;
import io.rdrop.control.Acknowledgement;
import io.rdrop.control.CommandJson;
import io.rdrop.example.Command;
import io.rdrop.job.KafkaClients;
import io.rdrop.tools.audit.TopicReader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends commands, each after all that stand on the topic, and waits for what becomes of them.
 *
 * @param properties of Kafka clients, such as security
 * @param topic of commands
 */
record CommandSender(String bootstrap, Map<String, String> properties, String topic) {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int TIMEOUT_MS = 15_000;

    /**
     * Where the next command stands in their order.
     *
     * @param epoch the highest so far; 0 on a topic without commands
     * @param sequence later than all so far
     */
    record Place(long epoch, long sequence) {}

    /** After all commands of the topic; what is none is passed over, as jobs do. */
    Place next(long nowMs) {
        long[] last = {0, 0};
        try (TopicReader reader = new TopicReader(bootstrap, properties, topic)) {
            reader.forEach(record -> {
                try {
                    Command command = CommandJson.read(record.value());
                    last[0] = Math.max(last[0], command.epoch());
                    last[1] = Math.max(last[1], command.sequence());
                } catch (ConfigException ignored) {
                    // a dead letter of every job that reads it
                }
            });
        }
        return new Place(last[0], Math.max(nowMs, last[1] + 1));
    }

    void send(Command command) throws IOException, InterruptedException {
        Map<String, Object> all = KafkaClients.properties(bootstrap, properties);
        all.putIfAbsent(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
        all.putIfAbsent(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MS / 3);
        all.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, TIMEOUT_MS);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, 0, null, CommandJson.write(command)))
                    .get();
        } catch (ExecutionException e) {
            throw new IOException("the command could not be written to topic " + topic + ": " + e.getCause(), e);
        }
    }

    /** Listens to what becomes of commands, from now on. */
    Answers listen(String models) {
        return new Answers(models);
    }

    /** What becomes of commands. */
    final class Answers implements AutoCloseable {
        private final KafkaConsumer<byte[], byte[]> consumer;

        private Answers(String models) {
            Map<String, Object> all = KafkaClients.properties(bootstrap, properties);
            all.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
            all.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
            all.putIfAbsent(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
            consumer = new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer());
            List<TopicPartition> partitions = consumer.partitionsFor(models).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            if (partitions.isEmpty()) {
                consumer.close();
                throw new ConfigException("no topic " + models + " on " + bootstrap);
            }
            consumer.assign(partitions);
            consumer.seekToEnd(partitions);
            partitions.forEach(consumer::position); // now, not with the first poll
        }

        /**
         * Waits for answers to a command: to one for all models, for as long as there is time, since nobody knows how
         * many models there are.
         */
        List<Acknowledgement> await(Command command, Duration patience) throws IOException {
            List<Acknowledgement> answers = new ArrayList<>();
            long deadlineNs = System.nanoTime() + patience.toNanos();
            while (System.nanoTime() < deadlineNs && (answers.isEmpty() || command.forAll())) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    if (record.value() != null && Acknowledgement.isOne(record.value())) {
                        Acknowledgement answer = Acknowledgement.read(record.value());
                        if (answer.command().id().equals(command.id())) {
                            answers.add(answer);
                        }
                    }
                }
            }
            return answers;
        }

        @Override
        public void close() {
            consumer.close();
        }
    }
}
