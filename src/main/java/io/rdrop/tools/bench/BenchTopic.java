package io.rdrop.tools.bench;

import io.rdrop.config.JobConfig;
import io.rdrop.job.KafkaClients;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongFunction;
import java.util.function.LongToIntFunction;
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
    /** Kafka's own 16 KiB are some 20 records: a sender beside what is measured would be what is measured. */
    static final int BATCH_BYTES = 256 << 10;

    private BenchTopic() {}

    /** Makes the topic of a job and fills it; tells from a record's place where it goes, and what bytes it has. */
    static void fill(
            JobConfig job, int partitions, long records, LongToIntFunction partition, LongFunction<byte[]> value)
            throws InterruptedException {
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
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
            for (long i = 0; i < records; i++) {
                send(
                        producer,
                        new ProducerRecord<>(job.topics().examples(), partition.applyAsInt(i), null, value.apply(i)),
                        failure);
            }
            producer.flush();
            if (failure.get() != null) {
                throw new IllegalStateException("Kafka did not take a record", failure.get());
            }
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback hears of every outcome
    private static void send(
            Producer<byte[], byte[]> producer,
            ProducerRecord<byte[], byte[]> record,
            AtomicReference<@Nullable Exception> failure) {
        producer.send(record, (metadata, error) -> failure.compareAndSet(null, error));
    }
}
