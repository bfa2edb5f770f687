package io.rdrop.tools.bench;

import io.rdrop.config.JobConfig;
import io.rdrop.job.KafkaClients;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A topic that is full before anything is measured. */
final class BenchTopic {
    private BenchTopic() {}

    /** Where a record of the stream goes, and as what. */
    interface Placement {
        int partition(long index);

        byte[] value(long index);
    }

    /**
     * Makes the topic of a job and fills it.
     *
     * @param records how many
     */
    static void fill(JobConfig job, int partitions, long records, Placement placement) throws InterruptedException {
        Map<String, Object> client = KafkaClients.properties(job);
        try (Admin admin = Admin.create(client)) {
            admin.createTopics(List.of(new NewTopic(job.topics().examples(), partitions, (short) 1)))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot make topic " + job.topics().examples(), e.getCause());
        }
        Map<String, Object> properties = new HashMap<>(client);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 20);
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 << 10);
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            Failure failure = new Failure();
            for (long i = 0; i < records; i++) {
                send(
                        producer,
                        new ProducerRecord<>(job.topics().examples(), placement.partition(i), null, placement.value(i)),
                        failure);
            }
            producer.flush();
            failure.check();
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback hears of every outcome
    private static void send(
            Producer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record, Failure failure) {
        producer.send(record, (metadata, error) -> {
            if (error != null) {
                failure.first = error;
            }
        });
    }

    private static final class Failure {
        private volatile @Nullable Exception first;

        void check() {
            Exception failed = first;
            if (failed != null) {
                throw new IllegalStateException("Kafka did not take a record", failed);
            }
        }
    }
}
