package io.rdrop.tools.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.rdrop.config.JobConfig;
import io.rdrop.job.KafkaClients;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Examples to a job that learns, and fewer records to one that predicts; when each example was sent, and when the first
 * prediction by each version was read.
 *
 * @param perSecond examples
 * @param examples in all
 * @param each one record is sent to be predicted for so many examples
 */
record FreshnessLoad(JobConfig job, double perSecond, int examples, int each) {
    private static final JsonFactory JSON = new JsonFactory();
    private static final Duration POLL = Duration.ofMillis(20);
    private static final double NS_PER_S = 1e9;
    /** Kafka's own. Without it each example is a request: sender and broker have little left for those measured. */
    private static final int LINGER_MS = 5;

    /**
     * What happened.
     *
     * @param sentNs of the examples, in the order of sending
     * @param firstNs when a version's first prediction was read
     */
    record Observed(long[] sentNs, TreeMap<Long, Long> firstNs) {}

    /** @param tail how long predictions are read, and records sent, after the last example */
    Observed run(BenchCase bench, Duration tail) throws IOException, InterruptedException {
        long[] sentNs = new long[examples];
        TreeMap<Long, Long> firstNs = new TreeMap<>();
        AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
        int extra = (int) Math.round(tail.toMillis() / 1e3 * perSecond);
        Thread sender = new Thread(
                () -> {
                    try {
                        send(bench, sentNs, extra);
                    } catch (RuntimeException e) {
                        failure.set(e);
                    }
                },
                "freshness-load");
        try (KafkaConsumer<byte[], byte[]> reader = new KafkaConsumer<>(
                KafkaClients.properties(job), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions =
                    List.of(new TopicPartition(job.scoring().predictions(), 0));
            reader.assign(partitions);
            reader.seekToEnd(partitions);
            partitions.forEach(reader::position);
            sender.start();
            while (sender.isAlive()) {
                for (ConsumerRecord<byte[], byte[]> prediction : reader.poll(POLL)) {
                    firstNs.putIfAbsent(version(prediction.value()), System.nanoTime());
                }
            }
        } finally {
            sender.join();
        }
        RuntimeException failed = failure.get();
        if (failed != null) {
            throw new IllegalStateException("examples could not be sent", failed);
        }
        return new Observed(sentNs, firstNs);
    }

    private void send(BenchCase bench, long[] sentNs, int extra) {
        Map<String, Object> properties = new HashMap<>(KafkaClients.properties(job));
        properties.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MS);
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, BenchTopic.BATCH_BYTES);
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.partitionsFor(job.topics().examples()); // connects
            long beganNs = System.nanoTime();
            for (int i = 0; i < examples + extra; i++) {
                long dueNs = beganNs + (long) (i / perSecond * NS_PER_S);
                while (System.nanoTime() < dueNs) {
                    LockSupport.parkNanos(dueNs - System.nanoTime());
                }
                if (i < examples) {
                    sentNs[i] = System.nanoTime();
                    send(producer, new ProducerRecord<>(job.topics().examples(), 0, null, bench.record(i)));
                }
                if (i % each == 0) {
                    send(producer, new ProducerRecord<>(job.scoring().topic(), 0, null, bench.record(i)));
                }
            }
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what did not arrive is not learned, and missed by its version
    private static void send(Producer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record) {
        producer.send(record);
    }

    private static long version(byte[] prediction) throws IOException {
        try (JsonParser json = JSON.createParser(prediction)) {
            json.nextToken();
            for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
                json.nextToken();
                if (field.equals("version")) {
                    return json.getLongValue();
                }
                json.skipChildren();
            }
        }
        throw new IOException("a prediction names no version");
    }
}
